"""Calls that are sent again: answered as they were when their write was committed, and free again when it was not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desk.models import Note
from functions import coloured, elsewhere
from mizan_core import Registry, register
from mizan_core.client.function import client
from mizan_core.idempotency.memory import MemoryStore
from mizan_django import conf

KEY = {"idempotency-key": "k"}


def texts() -> list[str]:
    return sorted(Note.objects.values_list("text", flat=True))


class Witness(MemoryStore):
    """A store that waits, and sees what others see when an answer comes."""

    may_block = True

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[list[str]] = []

    def replace(self, key: str, claim: bytes, answer: bytes) -> None:
        self.seen.append(elsewhere(texts))
        super().replace(key, claim, answer)


@pytest.fixture
def store(registry: Registry) -> Iterator[Witness]:
    store = Witness()
    registry.configure(idempotency=store)
    yield store
    registry.idempotency = None


def offer(function: Callable[..., Any], *, is_async: bool, **options: Any) -> None:
    register(client(**{"affects": "notes", **options})(coloured(function, is_async=is_async)))


def write(text: str) -> int:
    Note.objects.create(text=text)
    return Note.objects.count()


def fill(text: str) -> None:
    Note.objects.create(text=text)
    raise ZeroDivisionError


@pytest.mark.usefixtures("atomic")
def test_an_answer_is_kept_when_its_write_is_committed(door: Any, is_async: bool, store: Witness) -> None:
    offer(write, is_async=is_async)

    first = door(headers=KEY).call("write", {"text": "a"})
    again = door(headers=KEY).call("write", {"text": "a"})

    assert first.result == 1
    assert again.json == first.json
    assert texts() == ["a"]
    assert store.seen == [["a"]]


@pytest.mark.usefixtures("atomic")
def test_a_write_that_is_rolled_back_can_be_made_once_more(door: Any, is_async: bool, store: Witness) -> None:
    offer(fill, is_async=is_async)

    answers = [door(headers=KEY).call("fill", {"text": "a"}) for _ in range(2)]

    assert [each.error["code"] for each in answers] == ["INTERNAL_ERROR"] * 2
    assert answers[0].error["details"] != answers[1].error["details"]
    assert texts() == []
    assert store.seen == []


def test_a_key_belongs_to_who_is_signed_in(door: Any, is_async: bool, store: Witness, ada: Any) -> None:
    ran: list[int] = []

    def run() -> int:
        ran.append(1)
        return len(ran)

    offer(run, is_async=is_async)

    assert [door(user, headers=KEY).call("run").result for user in (None, ada, None, ada)] == [1, 2, 1, 2]


def test_a_page_of_another_version_is_told(door: Any, is_async: bool, registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "outdated.json"
    path.write_text('{"AAAAAAAAAAA": ["write"]}')
    offer(write, is_async=is_async)
    registry.configure(outdated=path)
    try:
        page = door(headers={"mizan-sig": "AAAAAAAAAAA"})
        codes = [page.call(name, {"text": "a"}).error["code"] for name in ("write", "gone")]
    finally:
        registry.outdated = None

    assert codes == ["CLIENT_OUTDATED", "CLIENT_OUTDATED"]
    assert texts() == []


def test_the_setting_says_where_answers_are_kept(settings: Any) -> None:
    own = MemoryStore()
    settings(MIZAN={"IDEMPOTENCY": own, "OUTDATED": "outdated.json"})

    assert (conf.current().idempotency, conf.current().outdated) == (own, "outdated.json")
