"""What every store does, in threads and in event loops: in memory, in a file, in Redis."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis
import redis.asyncio
from mizan_core.cache.memory import MemoryStore
from mizan_core.cache.opening import open_store
from mizan_core.cache.redis import RedisStore
from mizan_core.cache.sqlite import SQLiteStore
from mizan_core.cache.store import SKEW, CacheStore, Entry, Mutation

from tests.redis_server import serving

TAGS = ("red", "blue")
SECOND = 1_000_000


class FakeClock:
    def __init__(self) -> None:
        self.time = 1_800_000_000 * SECOND

    def now(self) -> int:
        return self.time

    def pass_by(self, seconds: float) -> None:
        self.time += int(seconds * SECOND)


@pytest.fixture(scope="module")
def url() -> Generator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["memory", "sqlite", "redis"])
def kind(request) -> str:
    return request.param


@pytest.fixture
def make(kind: str, tmp_path: Path, url: str, clock: FakeClock) -> Generator[Callable[[], CacheStore]]:
    """Open the store, as another process would."""
    made: list[CacheStore] = []

    def make() -> CacheStore:
        if kind == "memory":
            store: Any = made[0] if made else MemoryStore(clock=clock)
        elif kind == "sqlite":
            store = SQLiteStore(tmp_path / "cache.db", clock=clock)
        else:
            store = RedisStore(redis.Redis.from_url(url), lambda: redis.asyncio.Redis.from_url(url), clock=clock)
        made.append(store)
        return store

    if kind == "redis":
        redis.Redis.from_url(url).flushall()
        make().lookup("any", ())
        clock.pass_by(36)
    yield make
    for each in made:
        each.close()


@pytest.fixture
def store(make: Callable[[], CacheStore]) -> CacheStore:
    return make()


def entry(store: CacheStore, clock: FakeClock, body: bytes = b"{}") -> Entry:
    """Return an entry computed now."""
    found = store.lookup("key", TAGS)
    assert not found.held
    return Entry(body, found.snapshot, clock.now() + 60 * SECOND, clock.now() + 90 * SECOND, 7, "seal")


def test_what_was_filled_is_found(store: CacheStore, clock: FakeClock) -> None:
    filled = entry(store, clock, b'{"name":"\xc3\x84da\\n"}\n')
    store.fill("key", filled)

    assert store.lookup("key", TAGS).entry == filled
    assert store.lookup("other", TAGS).entry is None


def test_an_entry_of_other_tags_is_not_found(store: CacheStore, clock: FakeClock) -> None:
    store.fill("key", entry(store, clock))

    assert store.lookup("key", ("blue", "red")).entry is None
    assert store.lookup("key", ("red",)).entry is None


def test_nothing_is_found_or_kept_while_a_tag_is_held(store: CacheStore, clock: FakeClock) -> None:
    filled = entry(store, clock)
    store.fill("key", filled)
    mutation = Mutation.of(["blue"])
    store.begin(mutation, 30)

    found = store.lookup("key", TAGS)
    assert (found.entry, found.held) == (None, True)
    store.end(mutation)
    found = store.lookup("key", TAGS)
    assert (found.entry, found.held) == (None, False)
    assert found.snapshot != filled.vector
    store.fill("key", filled)
    assert store.lookup("key", TAGS).entry is None, "it was computed before the mutation"


def test_what_was_kept_during_a_hold_is_not_shown_in_it(store: CacheStore, clock: FakeClock) -> None:
    mutation = Mutation.of(["blue"])
    store.begin(mutation, 30)
    found = store.lookup("key", TAGS)
    store.fill("key", Entry(b"{}", found.snapshot, clock.now() + SECOND, clock.now() + SECOND))

    assert store.lookup("key", TAGS).entry is None
    store.end(mutation)
    assert store.lookup("key", TAGS).entry is None


def test_a_mutation_lets_go_of_its_own_hold_only(store: CacheStore) -> None:
    one, other = Mutation.of(["red"]), Mutation.of(["red", "blue"])
    store.begin(one, 30)
    store.begin(other, 30)
    store.end(one)

    assert store.lookup("key", ("red",)).held
    store.end(other)
    assert not store.lookup("key", TAGS).held


def test_a_hold_of_the_dead_is_over_in_the_end(store: CacheStore, clock: FakeClock) -> None:
    store.begin(Mutation.of(["red"]), 30)
    clock.pass_by(30)
    assert store.lookup("key", ("red",)).held, "other clocks may be behind"
    clock.pass_by(SKEW / SECOND)

    assert not store.lookup("key", ("red",)).held
    store.fill("key", entry(store, clock))
    assert store.lookup("key", TAGS).entry is not None
    store.end(Mutation.of(["red"]))
    assert not store.lookup("key", TAGS).held


def test_generations_grow_also_when_clocks_go_back(store: CacheStore, clock: FakeClock) -> None:
    seen = []
    for _ in range(3):
        mutation = Mutation.of(TAGS)
        seen += [store.begin(mutation, 1), store.end(mutation)]
        clock.pass_by(-100)

    for tag in TAGS:
        numbers = [each[tag] for each in seen]
        assert numbers == sorted(set(numbers))


def test_an_end_may_be_repeated(store: CacheStore) -> None:
    mutation = Mutation.of(["red"])
    store.begin(mutation, 30)

    assert store.end(mutation)["red"] < store.end(mutation)["red"]
    assert not store.lookup("key", ("red",)).held


def test_a_mutation_of_nothing_is_none(store: CacheStore) -> None:
    assert store.begin(Mutation.of([]), 30) == store.end(Mutation.of([])) == {}


def test_a_cleared_store_forgets_entries_and_no_holds(store: CacheStore, clock: FakeClock) -> None:
    store.fill("key", entry(store, clock))
    store.begin(Mutation.of(["blue"]), 30)
    store.clear()

    assert store.lookup("key", ("red",)).entry is None
    assert store.lookup("key", TAGS).held


def test_a_claim_is_one_callers_until_it_is_over(store: CacheStore, clock: FakeClock, kind: str) -> None:
    assert store.claim("key", 0.2)
    assert not store.claim("key", 0.2)
    store.release("key")
    assert store.claim("key", 0.2)
    store.fill("key", entry(store, clock))
    assert store.claim("key", 0.05)
    clock.pass_by(0.1)
    if kind == "redis":
        threading.Event().wait(0.1)
    assert store.claim("key", 0.2)


def test_other_processes_see_the_same(make: Callable[[], CacheStore], clock: FakeClock) -> None:
    one, other = make(), make()
    one.fill("key", entry(other, clock))
    assert other.lookup("key", TAGS).entry is not None
    other.end(Mutation.of(["red"]))

    assert one.lookup("key", TAGS).entry is None
    assert one.lookup("key", TAGS).snapshot == other.lookup("key", TAGS).snapshot


def test_event_loops_do_the_same(store: CacheStore, clock: FakeClock) -> None:
    async def live() -> None:
        found = await store.lookup_async("key", TAGS)
        filled = replace(entry(store, clock), vector=found.snapshot)
        assert await store.claim_async("key", 5)
        assert not await store.claim_async("key", 5)
        await store.release_async("key")
        await store.fill_async("key", filled)
        assert (await store.lookup_async("key", TAGS)).entry == filled
        mutation = Mutation.of(TAGS)
        begun = await store.begin_async(mutation, 30)
        assert (await store.lookup_async("key", TAGS)).held
        ended = await store.end_async(mutation)
        assert all(ended[tag] > begun[tag] for tag in TAGS)
        assert (await store.lookup_async("key", TAGS)).entry is None
        await store.fill_async("key", replace(filled, vector=store.lookup("key", TAGS).snapshot))
        await store.clear_async()
        assert (await store.lookup_async("key", TAGS)).entry is None
        await store.close_async()

    asyncio.run(live())


def test_threads_lose_no_generation(store: CacheStore) -> None:
    def write() -> None:
        for _ in range(25):
            mutation = Mutation.of(TAGS)
            made.append(store.begin(mutation, 30)["red"])
            made.append(store.end(mutation)["red"])

    made: list[int] = []
    threads = [threading.Thread(target=write) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(set(made)) == len(made) == 200
    assert not store.lookup("key", TAGS).held


def test_memory_forgets_what_was_unused_for_longest(clock: FakeClock) -> None:
    store = MemoryStore(limit=10_000, clock=clock)
    for index in range(20):
        store.fill(f"{index}", replace(entry(store, clock), body=bytes(1_000)))
        store.lookup("0", TAGS)

    assert store.size <= 10_000
    assert store.lookup("0", TAGS).entry is not None
    assert store.lookup("1", TAGS).entry is None
    assert store.lookup("19", TAGS).entry is not None
    store.fill("large", replace(entry(store, clock), body=bytes(20_000)))
    assert store.lookup("large", TAGS).entry is None


def test_memory_forgets_tags_but_none_that_is_held(clock: FakeClock) -> None:
    store = MemoryStore(limit=0, clock=clock)
    store.begin(Mutation.of(["held"]), 30)
    before = store.lookup("key", ("free",)).snapshot
    for index in range(3_000):
        store.end(Mutation.of([f"{index}"]))

    assert store.lookup("key", ("held",)).held
    assert store.lookup("key", ("free",)).snapshot != before


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("mysql://x", "no address of a cache"),
        ("redis+x://y", "no address of a cache"),
        ("rediss+cluster+x://y", "no address of a cache"),
        ("sqlite://", "names no file"),
        ("sqlite://cache.db", "names no file"),
        ("redis+sentinel://localhost", "which service"),
    ],
)
def test_an_address_of_nothing_is_refused(address: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        open_store(address)


def test_stores_are_opened_by_their_addresses(tmp_path: Path, url: str) -> None:
    assert isinstance(open_store("memory"), MemoryStore)
    for address, shared in ((f"sqlite:///{tmp_path}/a.db", True), (url, True)):
        store = open_store(address)
        mutation = Mutation.of(["red"])
        assert store.begin(mutation, 1)["red"] < store.end(mutation)["red"]
        assert store.shared is shared
        store.close()
    assert (tmp_path / "a.db").is_symlink()
