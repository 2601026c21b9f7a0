"""Stores of answers: one claim on a key, one answer in its place, both for their time; in the process and in Redis."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from mizan_core.idempotency import IdempotencyStore, open_store
from mizan_core.idempotency.memory import MemoryStore
from mizan_core.idempotency.redis import RedisStore

from tests import redis_server

Make = Callable[..., IdempotencyStore]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with redis_server.serving() as url:
        yield url


@pytest.fixture(params=["memory", "redis"])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "memory":
        return MemoryStore
    url: str = request.getfixturevalue("url")
    prefix = f"{request.node.nodeid}:"

    def make(**options: Any) -> RedisStore:
        return RedisStore(url, prefix=prefix, **options)

    return make


def test_the_first_claim_stands_until_its_answer_does(make: Make) -> None:
    store = make()

    assert store.claim("key", b"first") is None
    assert store.claim("key", b"second") == b"first"
    store.replace("key", b"first", b"answer\x00\xff")
    assert store.claim("key", b"third") == b"answer\x00\xff"
    assert store.claim("another", b"fourth") is None


def test_a_claim_that_is_released_can_be_made_again(make: Make) -> None:
    store = make()

    store.claim("key", b"first")
    store.release("key", b"first")

    assert store.claim("key", b"second") is None


def test_nobody_releases_what_somebody_else_claimed(make: Make) -> None:
    store = make()

    store.claim("key", b"first")
    store.release("key", b"second")

    assert store.claim("key", b"third") == b"first"


def test_nobody_replaces_what_somebody_else_put_there(make: Make) -> None:
    store = make()

    store.claim("key", b"first")
    store.replace("key", b"second", b"late")
    assert store.claim("key", b"third") == b"first"
    store.replace("key", b"first", b"answer")
    store.replace("key", b"second", b"late")
    assert store.claim("key", b"third") == b"answer"


def test_a_claim_is_void_after_its_lease_and_an_answer_stays_longer(make: Make) -> None:
    store = make(lease=0.05, keep=60)
    store.claim("crashed", b"first")
    store.claim("slow", b"first")
    store.claim("answered", b"first")
    store.replace("answered", b"first", b"answer")

    time.sleep(0.1)
    store.replace("slow", b"first", b"answer")

    assert store.claim("crashed", b"second") is None
    assert store.claim("slow", b"second") == b"answer"
    assert store.claim("answered", b"second") == b"answer"


def test_an_answer_is_kept_for_its_time(make: Make) -> None:
    store = make(keep=0.05)
    store.claim("key", b"first")
    store.replace("key", b"first", b"answer")

    time.sleep(0.1)

    assert store.claim("key", b"second") is None


def test_of_many_at_once_one_has_the_claim(make: Make) -> None:
    store = make()
    start = threading.Barrier(8)
    won: list[int] = []

    def claim(number: int) -> None:
        start.wait()
        if store.claim("key", b"%d" % number) is None:
            won.append(number)

    threads = [threading.Thread(target=claim, args=[number]) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(won) == 1


@pytest.mark.parametrize("options", [{"keep": 0}, {"lease": -1}])
def test_times_are_more_than_none(make: Make, options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="keep and lease are seconds, and more than none"):
        make(**options)


def test_memory_forgets_what_was_not_asked_for_the_longest() -> None:
    store = MemoryStore(max_bytes=20)
    for key in ("one", "two"):
        store.claim(key, b"claim")
        store.replace(key, b"claim", b"ten bytes.")
    assert store.claim("one", b"claim") == b"ten bytes."

    store.claim("three", b"claim")
    store.replace("three", b"claim", b"ten bytes.")

    assert store.claim("two", b"claim") is None
    assert store.claim("one", b"claim") == b"ten bytes."
    assert store.claim("three", b"claim") == b"ten bytes."


def test_memory_keeps_the_last_answer_whatever_its_size() -> None:
    store = MemoryStore(max_bytes=20)

    store.claim("key", b"claim")
    store.replace("key", b"claim", b"x" * 100)

    assert store.claim("key", b"claim") == b"x" * 100


def test_memory_has_room_again_for_what_its_time_is_over() -> None:
    now = [0.0]
    store = MemoryStore(max_bytes=20, keep=10, clock=lambda: now[0])
    for key in ("one", "two"):
        store.claim(key, b"claim")
        store.replace(key, b"claim", b"ten bytes.")
    now[0] = 11
    assert store.claim("one", b"claim") is None
    store.replace("one", b"claim", b"ten bytes.")
    assert store.claim("two", b"claim") is None
    store.replace("two", b"claim", b"ten bytes.")

    assert store.claim("one", b"claim") == b"ten bytes."
    assert store.claim("two", b"claim") == b"ten bytes."


def test_memory_forgets_claims_that_nobody_answered() -> None:
    now = [0.0]
    store = MemoryStore(lease=10, clock=lambda: now[0])
    for number in range(1000):
        store.claim(f"{number}", b"claim")

    now[0] = 11
    store.claim("last", b"claim")

    assert list(store._claims) == ["last"]  # pyright: ignore[reportPrivateUsage]  # nothing else shows it


def test_a_setting_is_a_url_a_store_or_nothing(url: str) -> None:
    own = MemoryStore()

    assert open_store(own) is own
    assert isinstance(open_store(None), MemoryStore)
    assert isinstance(open_store(url), RedisStore)
    with pytest.raises(ValueError, match="it is no URL of Redis"):
        open_store("localhost:6379")


def test_without_its_package_redis_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mizan_core.idempotency.redis", None)

    with pytest.raises(ValueError, match="the package redis is not installed"):
        open_store("redis://localhost")
