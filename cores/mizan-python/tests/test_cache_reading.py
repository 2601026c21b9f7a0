"""Reading and writing through a store: who computes, who waits, who is shown what is old."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from mizan_core.cache.keys import Keys
from mizan_core.cache.memory import MemoryStore
from mizan_core.cache.protocol import Computed, Query, Rules
from mizan_core.cache.reading import Reader
from mizan_core.cache.sqlite import SQLiteStore
from mizan_core.cache.store import SKEW, CacheStore, StoreUnavailableError
from mizan_core.cache.writing import Writer
from mizan_core.secrets import Secrets

SECOND = 1_000_000
TAGS = ("red", "blue")
QUERY = Query("mz1.k1.key", TAGS, ttl=60, stale=30)


class FakeClock:
    def __init__(self) -> None:
        self.time = 1_800_000_000 * SECOND

    def now(self) -> int:
        return self.time

    def pass_by(self, seconds: float) -> None:
        self.time += int(seconds * SECOND)


class Counter:
    """Computes one number after the other."""

    def __init__(self, *, storable: bool = True) -> None:
        self.calls = 0
        self._storable = storable

    def __call__(self) -> Computed:
        self.calls += 1
        return Computed(f"{self.calls}".encode(), self._storable)


class Away:
    """A store that does not answer while it is away."""

    shared = True

    def __init__(self, store: CacheStore) -> None:
        self._store = store
        self.away = True

    def __getattr__(self, name: str) -> Any:
        if self.away:
            raise StoreUnavailableError("away")
        return getattr(self._store, name)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path: Path, clock: FakeClock) -> Generator[CacheStore]:
    store = MemoryStore(clock=clock) if request.param == "memory" else SQLiteStore(tmp_path / "c.db", clock=clock)
    yield store
    store.close()


def reader(store: CacheStore, clock: FakeClock, **rules: Any) -> Reader:
    options: dict[str, Any] = {"random": lambda: 1.0, "shared": store.shared, "patience": 0.2} | rules
    return Reader(store, rules=Rules(clock, **options))


def answers(reads: list[Any]) -> list[tuple[bytes, str]]:
    return [(each.body, each.how) for each in reads]


def test_a_value_is_computed_once_until_it_is_written(store: CacheStore, clock: FakeClock) -> None:
    read, compute, writer = reader(store, clock).read, Counter(), Writer(store, clock=clock)
    first = [read(QUERY, compute) for _ in range(3)]
    begun = writer.begin(["blue"])
    during = [read(QUERY, compute)]
    writer.end(begun)

    assert answers(first) == [(b"1", "miss"), (b"1", "hit"), (b"1", "hit")]
    assert answers(during) == [(b"2", "bypass")]
    assert answers([read(QUERY, compute) for _ in range(2)]) == [(b"3", "miss"), (b"3", "hit")]


def test_what_is_no_value_is_given_back_and_not_kept(store: CacheStore, clock: FakeClock) -> None:
    read, compute = reader(store, clock).read, Counter(storable=False)

    assert answers([read(QUERY, compute) for _ in range(2)]) == [(b"1", "miss"), (b"2", "miss")]


def test_those_who_wait_for_what_is_no_value_compute_for_themselves(store: CacheStore, clock: FakeClock) -> None:
    one, computing, waiting = reader(store, clock), threading.Event(), threading.Event()

    def fail() -> Computed:
        computing.set()
        waiting.wait(5)
        time.sleep(0.05)
        return Computed(b"error", storable=False)

    first = threading.Thread(target=one.read, args=(QUERY, fail))
    first.start()
    computing.wait()
    threading.Timer(0.05, waiting.set).start()

    assert one.read(QUERY, Counter()).body == b"1"
    first.join()


def test_what_computing_raises_is_raised_and_nobody_waits_for_it(store: CacheStore, clock: FakeClock) -> None:
    read = reader(store, clock, patience=30).read

    def fail() -> Computed:
        raise LookupError("no row")

    with pytest.raises(LookupError, match="no row"):
        read(QUERY, fail)
    began = time.perf_counter()
    assert read(QUERY, Counter()).how == "miss"
    assert time.perf_counter() - began < 5


def test_an_old_value_is_shown_to_others_while_one_computes(store: CacheStore, clock: FakeClock) -> None:
    read, compute = reader(store, clock).read, Counter()
    read(QUERY, compute)
    clock.pass_by(61)
    others = []

    def slow() -> Computed:
        others.append(read(QUERY, compute))
        return Computed(b"new")

    assert answers([read(QUERY, slow), *others, read(QUERY, compute)]) == [
        (b"new", "miss"),
        (b"1", "stale"),
        (b"new", "hit"),
    ]
    clock.pass_by(91)
    assert read(QUERY, compute).how == "miss"


def test_a_value_that_is_too_old_is_shown_to_nobody(store: CacheStore, clock: FakeClock) -> None:
    read = reader(store, clock).read
    read(QUERY, Counter())
    clock.pass_by(91)
    others = []
    read_other = reader(store, clock).read  # in one reader, it would wait for itself

    def compute() -> Computed:
        others.append(read_other(QUERY, lambda: Computed(b"other")).body)
        return Computed(b"new")

    assert read(QUERY, compute).body == b"new"
    assert others == [b"other"]


def test_an_old_value_is_not_shown_to_who_changed_it(store: CacheStore, clock: FakeClock) -> None:
    read, compute, writer = reader(store, clock).read, Counter(), Writer(store, clock=clock)
    after = writer.end(writer.begin(["blue"]))
    own = Query(QUERY.key, TAGS, ttl=60, stale=30, after={**after, "unrelated": 9 * 10**15})
    read(QUERY, compute)
    assert read(own, compute).how == "hit"
    clock.pass_by(61)
    mine = []

    def slow() -> Computed:
        mine.append(read(own, Counter()))
        return Computed(b"new")

    read(QUERY, slow)
    assert mine[0].how != "stale"


def test_costly_values_expire_early_for_one_of_many(clock: FakeClock) -> None:
    store = MemoryStore(clock=clock)
    chance = [1.0]
    read, compute = reader(store, clock, random=lambda: chance[0]).read, Counter()

    def costly() -> Computed:
        clock.pass_by(2)
        return compute()

    read(QUERY, costly)
    clock.pass_by(55)
    assert read(QUERY, compute).how == "hit"
    chance[0] = 0.01
    during = []

    def again() -> Computed:
        during.append(read(QUERY, compute))
        return compute()

    assert read(QUERY, again).how == "miss"
    assert answers(during) == [(b"1", "hit")]


def test_threads_wait_for_the_one_that_computes(store: CacheStore, clock: FakeClock) -> None:
    calls: list[int] = []
    all_here = threading.Barrier(8)
    one = reader(store, clock)

    def compute() -> Computed:
        calls.append(1)
        time.sleep(0.1)
        return Computed(b"1")

    def read() -> None:
        all_here.wait()
        found.append(one.read(QUERY, compute).how)

    found: list[str] = []
    _together(read, 8)

    assert len(calls) == 1
    assert sorted(set(found)) in (["joined", "miss"], ["hit", "joined", "miss"])


def test_processes_wait_for_the_one_that_computes(tmp_path: Path, clock: FakeClock) -> None:
    readers = [reader(SQLiteStore(tmp_path / "c.db", clock=clock), clock, patience=5) for _ in range(2)]
    began = threading.Event()

    def slow() -> Computed:
        began.set()
        time.sleep(0.2)
        return Computed(b"1")

    first = threading.Thread(target=readers[0].read, args=(QUERY, slow))
    first.start()
    began.wait()

    assert readers[1].read(QUERY, Counter()).how == "hit"
    first.join()


def test_nobody_waits_for_the_dead_for_long(tmp_path: Path, clock: FakeClock) -> None:
    store = SQLiteStore(tmp_path / "c.db", clock=clock)
    store.claim(QUERY.key, 1_000)
    began = time.perf_counter()

    assert reader(store, clock, patience=0.1).read(QUERY, Counter()).how == "miss"
    assert 0.05 < time.perf_counter() - began < 3


def test_nobody_waits_for_a_value_from_before_a_mutation(tmp_path: Path, clock: FakeClock) -> None:
    store = SQLiteStore(tmp_path / "c.db", clock=clock)
    store.lookup(QUERY.key, TAGS)
    store.claim(QUERY.key, 1_000)
    writer = Writer(store, clock=clock)
    threading.Timer(0.1, lambda: writer.end(writer.begin(TAGS))).start()
    began = time.perf_counter()

    assert reader(store, clock, patience=30).read(QUERY, Counter()).how == "miss"
    assert time.perf_counter() - began < 15


def test_nobody_joins_a_flight_from_before_a_mutation(store: CacheStore, clock: FakeClock) -> None:
    one, writer = reader(store, clock), Writer(store, clock=clock)
    found = []

    def compute() -> Computed:
        writer.end(writer.begin(["red"]))
        found.append(one.read(QUERY, lambda: Computed(b"new")))
        return Computed(b"old")

    assert one.read(QUERY, compute).body == b"old"
    assert answers(found) == [(b"new", "miss")]
    assert one.read(QUERY, lambda: Computed(b"newest")).body != b"old"


def test_event_loops_do_the_same(store: CacheStore, clock: FakeClock) -> None:
    calls: list[int] = []
    one = reader(store, clock)

    async def compute() -> Computed:
        calls.append(1)
        await asyncio.sleep(0.05)
        return Computed(b"1")

    async def fail() -> Computed:
        raise LookupError

    async def live() -> None:
        with pytest.raises(LookupError):
            await one.read_async(QUERY, fail)
        found = [each.how for each in await asyncio.gather(*(one.read_async(QUERY, compute) for _ in range(5)))]
        assert found.count("miss") == 1
        assert set(found) <= {"miss", "joined", "hit"}
        assert len(calls) == 1
        writer = Writer(store, clock=clock)
        begun = await writer.begin_async(TAGS)
        assert (await one.read_async(QUERY, compute)).how == "bypass"
        await writer.end_async(begun)
        assert (await one.read_async(QUERY, compute)).how == "miss"

    asyncio.run(live())


def test_a_task_that_is_cancelled_leaves_no_flight_behind(store: CacheStore, clock: FakeClock) -> None:
    one = reader(store, clock)

    async def never() -> Computed:
        await asyncio.sleep(60)
        return Computed(b"never")

    async def soon() -> Computed:
        return Computed(b"1")

    async def live() -> None:
        first = asyncio.create_task(one.read_async(QUERY, never))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(one.read_async(QUERY, soon))
        await asyncio.sleep(0.05)
        first.cancel()
        assert (await asyncio.wait_for(second, 3)).body == b"1"
        with pytest.raises(asyncio.CancelledError):
            await first
        assert (await one.read_async(QUERY, soon)).how == "hit"

    asyncio.run(live())


def test_a_body_that_somebody_else_wrote_is_not_shown(tmp_path: Path, clock: FakeClock) -> None:
    keys = Keys(Secrets("k1", {"k1": bytes(range(32))}), "shop")
    store = SQLiteStore(tmp_path / "c.db", clock=clock)
    read, compute = reader(store, clock, seal=keys.seal).read, Counter()
    assert answers([read(QUERY, compute) for _ in range(2)]) == [(b"1", "miss"), (b"1", "hit")]
    store._file.connection().execute("UPDATE entries SET body = ?", (b"forged",))

    assert answers([read(QUERY, compute)]) == [(b"2", "miss")]


def test_a_store_that_is_away_is_passed_by(clock: FakeClock) -> None:
    store = Away(MemoryStore(clock=clock))
    read, compute = reader(store, clock).read, Counter()

    assert answers([read(QUERY, compute) for _ in range(2)]) == [(b"1", "bypass"), (b"2", "bypass")]
    store.away = False
    assert answers([read(QUERY, compute) for _ in range(2)]) == [(b"3", "miss"), (b"3", "hit")]


def test_who_wrote_while_the_store_was_away_sees_it_and_others_once_it_has_heard(clock: FakeClock) -> None:
    store = Away(MemoryStore(clock=clock))
    store.away = False
    read, compute, writer = reader(store, clock).read, Counter(), Writer(store, clock=clock, retry=False)
    read(QUERY, compute)
    store.away = True
    after = writer.end(writer.begin(["red"]))
    assert not writer.retry()
    store.away = False

    own = Query(QUERY.key, TAGS, ttl=60, after=after)
    assert read(own, compute).how == "bypass"
    assert read(QUERY, compute).how == "hit"
    assert writer.retry()
    assert read(QUERY, compute).how == "miss"


def test_a_token_tells_a_store_what_a_writer_could_not(clock: FakeClock) -> None:
    """The writer died before the store was back."""
    store = Away(MemoryStore(clock=clock))
    store.away = False
    read, compute, writer = reader(store, clock).read, Counter(), Writer(store, clock=clock, retry=False)
    read(QUERY, compute)
    store.away = True
    own = Query(QUERY.key, TAGS, ttl=60, after=writer.end(writer.begin(["red"])))
    store.away = False
    clock.pass_by(SKEW / SECOND)

    assert read(QUERY, compute).how == "hit"
    assert [read(own, compute).how for _ in range(3)] == ["bypass", "miss", "hit"]


def test_what_did_not_arrive_is_tried_again_by_itself(clock: FakeClock) -> None:
    store = Away(MemoryStore(clock=clock))
    writer = Writer(store, clock=clock)
    begun = writer.begin(["red"])
    after = writer.end(begun)
    store.away = False
    for _ in range(100):
        if writer._thread is None:
            break
        time.sleep(0.05)

    assert writer._thread is None
    assert after["red"] == clock.now() + SKEW
    writer.close()


def test_a_lost_beginning_is_ended_all_the_same(store: CacheStore, clock: FakeClock) -> None:
    """The store held the tags, and its reply got lost."""
    writer = Writer(store, clock=clock)
    begun = writer.begin(["red"])
    begun.generations.clear()

    assert store.lookup("key", TAGS).held
    writer.end(begun)
    assert not store.lookup("key", TAGS).held


def _together(work: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
