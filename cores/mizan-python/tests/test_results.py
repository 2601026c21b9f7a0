"""Results through the whole pipeline: what is checked, what leaves, and what is written as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Annotated, Any

import pytest
from mizan_core import Forbidden, Registry, register
from mizan_core.client.function import client
from mizan_core.testing import MizanClient
from pydantic import BaseModel, ConfigDict, Field


class Ready:
    """A result that knows its own JSON, for one annotation."""

    def __mizan_json__(self, annotation: Any) -> bytes | None:
        return b'["ready"]' if annotation == list[str] else None

    def __iter__(self) -> Iterator[str]:
        return iter(["checked"])


def test_a_result_may_bring_its_json_for_just_what_was_promised(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def promised() -> list[str]:
        return Ready()  # type: ignore[return-value]  # it stands for one

    @register(registry=registry)
    @client
    def other() -> list[Annotated[str, Field(max_length=9)]]:
        return Ready()  # type: ignore[return-value]  # as above

    @register(registry=registry)
    @client
    def wrong() -> list[int]:
        return Ready()  # type: ignore[return-value]  # as above

    asked = MizanClient(registry=registry)

    assert asked.call("promised").result == ["ready"]
    assert asked.call("other").result == ["checked"]
    assert asked.call("wrong").error["code"] == "INTERNAL_ERROR"


class Row:
    """As an ORM would return it."""

    def __init__(self) -> None:
        self.left = 3
        self.password = "hunter2"


class FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    left: int


def test_results_are_checked_and_only_declared_fields_leave(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def row() -> FromRow:
        return Row()  # type: ignore[return-value]  # as from an ORM

    @register(registry=registry)
    @client
    def as_dict() -> FromRow:
        return {"left": 3, "password": "hunter2"}  # type: ignore[return-value]  # as from a careless function

    calling = MizanClient(registry=registry)
    assert b'{"result":{"left":3}}' == calling.call("row").body
    assert b'{"result":{"left":3}}' == calling.call("as_dict").body


def test_a_list_may_be_any_iterable_save_a_text(registry: Registry) -> None:
    class Rows:
        """What an ORM hands out: neither a list nor a sequence."""

        def __iter__(self) -> Iterator[str]:
            return iter(("first", "second"))

    @register(registry=registry)
    @client
    def rows() -> list[str]:
        return Rows()  # type: ignore[return-value]  # which is the point

    @register(registry=registry)
    @client
    def letters() -> list[str]:
        return "ab"  # type: ignore[return-value]  # as above

    assert MizanClient(registry=registry).call("rows").result == ["first", "second"]
    assert MizanClient(registry=registry).call("letters").status == 500


def test_a_decorator_above_ours_is_not_passed_by(registry: Registry) -> None:
    def guarded(function: Callable[..., str]) -> Callable[..., str]:
        @wraps(function)
        def guard(secret: str) -> str:
            if secret != "sesame":
                raise Forbidden
            return function(secret)

        return guard

    @register(registry=registry)
    @guarded
    @client
    def enter(secret: str) -> str:
        return "welcome"

    assert MizanClient(registry=registry).call("enter", {"secret": "sesame"}).result == "welcome"
    assert MizanClient(registry=registry).call("enter", {"secret": "guess"}).status == 403


def test_a_result_that_breaks_its_promise_is_an_internal_error(
    registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    @register(registry=registry)
    @client
    def wrong() -> int:
        return "hunter2"  # type: ignore[return-value]  # the mistake under test

    answer = MizanClient(registry=registry).call("wrong")

    assert (500, "INTERNAL_ERROR") == (answer.status, answer.error["code"])
    assert b"hunter2" not in answer.body
