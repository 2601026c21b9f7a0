"""What attackers send reaches nobody: neither as headers, nor by messages, nor past a rule."""

from __future__ import annotations

import asyncio
import logging
from typing import Annotated, Any

import pytest
from mizan_core import MizanError, Registry, register
from mizan_core.client.function import client
from mizan_core.dispatch import Call, FetchBody, fetch_by_query
from mizan_core.http import is_field_name, is_sent_unasked, one_line
from mizan_core.testing import Answer, MizanClient
from pydantic import AfterValidator, BaseModel, model_validator


@pytest.fixture
def registry() -> Registry:
    return Registry()


def sent(registry: Registry, request: Any) -> Answer:
    return asyncio.run(MizanClient(registry=registry).asend(request))


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("plain", "plain"),
        ("a\r\nset-cookie: b", "a  set-cookie: b"),
        ("a\x00b\x0bc\x7f", "a b c "[:-1]),
        (" \ta\tb \n", "a\tb"),
        ("", ""),
        ("\u00e9\u20ac", "\u00e9?"),
    ],
)
def test_a_header_s_value_is_what_a_server_can_send(value: str, line: str) -> None:
    assert one_line(value) == line


@pytest.mark.parametrize("name", ["x-told", "X_1", "!#$%&'*+.^_`|~"])
def test_a_name_is_one(name: str) -> None:
    assert is_field_name(name)


@pytest.mark.parametrize("name", ["", "x told", "x:y", "x\n", "x\r\ny", "x\x00", "\u00e9"])
def test_what_is_no_name_is_known(name: str) -> None:
    assert not is_field_name(name)


def test_a_header_without_a_name_is_left_out_and_logged(registry: Registry, caplog: pytest.LogCaptureFixture) -> None:
    class Refused(MizanError):
        """No."""

        code = "REFUSED"
        status = 409

    @register(registry=registry)
    @client(raises=[Refused])
    def refuse() -> None:
        raise Refused(headers={"x-told": "a\r\nb", "x told": "c", "x-told\r\nx-evil": "d"})

    with caplog.at_level(logging.ERROR, "mizan"):
        answer = sent(registry, Call("refuse", b"{}", None))  # type: ignore[arg-type]  # replaced

    assert answer.error["code"] == "REFUSED"
    assert {name: value for name, value in answer.headers.items() if name.startswith("x-t")} == {"x-told": "a  b"}
    assert "Refused has a header whose name is none" in caplog.text


@pytest.mark.parametrize("authorization", ["Basic eA==", "basic eA==", "NTLM x", "Negotiate x", "Digest a=b"])
def test_browsers_send_some_credentials_by_themselves(authorization: str) -> None:
    assert is_sent_unasked(authorization)


@pytest.mark.parametrize("authorization", ["", "Bearer x", "Basically x", "x Basic"])
def test_others_are_sent_by_programs(authorization: str) -> None:
    assert not is_sent_unasked(authorization)


def _show(value: Any) -> Any:
    raise ValueError(f"{value!r} will not do")


class Pair(BaseModel):
    one: str
    other: str

    @model_validator(mode="after")
    def check(self) -> Pair:
        raise ValueError(f"{self.one} does not go with {self.other}")


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("text", "it's-a-secret\n"),
        ("text", "  secret-word  "),
        ("many", ["a", "secret-word"]),
        ("pair", {"one": "secret-word", "other": "b"}),
    ],
)
def test_a_validator_s_message_does_not_tell_what_was_sent(registry: Registry, argument: str, value: Any) -> None:
    @register(registry=registry)
    @client
    def check(
        text: Annotated[str, AfterValidator(_show)] = "",
        many: Annotated[list[str], AfterValidator(_show)] = [],  # noqa: B006
        pair: Pair | None = None,
    ) -> None: ...

    (detail,) = MizanClient(registry=registry).call("check", {argument: value}).error["details"]

    assert detail["message"] == "This value is not valid"


@pytest.mark.parametrize("query", [b"", b"x=1", b"params", b"params=%7B%7D&params=%7B%7D"])
@pytest.mark.parametrize("body", [b"{}", b"", b"{", b"[]", b'{"x":1}', b'{"params":5}', b'{"only":5}'])
def test_who_may_fetch_nothing_learns_nothing(registry: Registry, query: bytes, body: bytes) -> None:
    @register(registry=registry)
    @client(context="locked", auth=True)
    def secret(key: str = "") -> int:
        return 1

    expected = b'{"data":{},"errors":{"secret":{"code":"UNAUTHENTICATED","message":"Sign in first.","details":null}}}'
    for request in (fetch_by_query("locked", query, None), FetchBody("locked", body, None)):  # type: ignore[arg-type]  # replaced
        answer = sent(registry, request)
        assert (answer.status, answer.body) == (200, expected)


@pytest.mark.parametrize("query", [b"x=1", b"params", b"params=%7B%7D&params=%7B%7D"])
def test_others_are_told_what_is_wrong(registry: Registry, query: bytes) -> None:
    @register(registry=registry)
    @client(context="open")
    def public(key: str = "") -> int:
        return 1

    assert sent(registry, fetch_by_query("open", query, None)).error["code"] == "BAD_REQUEST"  # type: ignore[arg-type]  # replaced
    assert sent(registry, FetchBody("open", b"{", None)).error["code"] == "BAD_REQUEST"  # type: ignore[arg-type]  # replaced
    assert sent(registry, FetchBody("open", b"[]", None)).error["code"] == "VALIDATION_ERROR"  # type: ignore[arg-type]  # replaced
