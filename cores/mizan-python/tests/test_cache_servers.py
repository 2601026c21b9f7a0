"""The store in Redis where servers are more than one, full, emptied, away, or used by others."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from mizan_core.cache.opening import open_store
from mizan_core.cache.redis import RedisStore
from mizan_core.cache.store import SKEW, Entry, Mutation, StoreUnavailableError

from tests.redis_server import serving

TAGS = ("red", "blue")
FOREVER = 4_000_000_000_000_000
AT_ONCE = -SKEW / 1_000_000
"""A hold that is over at once, so that an empty server can be filled."""


@pytest.fixture(scope="module")
def url() -> Generator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def store(url: str) -> Generator[RedisStore]:
    store = open_store(url, hold=AT_ONCE)
    assert isinstance(store, RedisStore)
    store._client.flushall()
    yield store
    store.close()


def fill(store, key: str = "key", size: int = 2) -> None:
    store.fill(key, Entry(b"x" * size, store.lookup(key, TAGS).snapshot, FOREVER, FOREVER))


@contextmanager
def running(*command: str) -> Generator[None]:
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        server.terminate()
        server.wait(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def wait_for(condition) -> None:
    for _ in range(200):
        try:
            if condition():
                return
        except redis.RedisError:
            pass
        time.sleep(0.05)
    raise AssertionError("It does not come.")


def test_a_lookup_is_one_command(store: RedisStore) -> None:
    fill(store)
    store._client.config_resetstat()
    for _ in range(10):
        assert store.lookup("key", TAGS).entry is not None

    calls = {name: each["calls"] for name, each in store._client.info("commandstats").items()}
    assert {name: count for name, count in calls.items() if "config" not in name} == {"cmdstat_mget": 10}


def test_holds_of_the_dead_do_not_pile_up(store: RedisStore) -> None:
    for _ in range(5):
        store.begin(Mutation.of(TAGS), AT_ONCE)

    assert store._client.get("{mizan}:g:red").count(b" ") == 1


def test_an_emptied_server_is_passed_by_until_earlier_mutations_are_over(url: str, store: RedisStore) -> None:
    careful = open_store(url, hold=30)
    fill(store)
    assert careful.lookup("key", TAGS).entry is not None
    store._client.flushall()

    assert careful.lookup("key", TAGS).held
    assert store.lookup("key", TAGS).held
    careful.close()


def test_what_was_read_during_a_mutation_that_an_emptied_server_forgot_is_not_kept(url: str) -> None:
    """Else it would be shown for as long as it lasts, if the writer dies before it ends the mutation."""
    careful = open_store(url, hold=30)
    careful.begin(Mutation.of(TAGS), 30)
    redis.Redis.from_url(url).flushall()
    found = careful.lookup("key", TAGS)  # here a reader sees what was before the mutation

    assert found.held
    careful.fill("key", Entry(b"old", found.snapshot, FOREVER, FOREVER))
    assert careful.lookup("key", TAGS).entry is None
    careful.close()


def test_applications_with_namespaces_of_their_own_share_a_server(url: str, store: RedisStore) -> None:
    other = open_store(url, namespace="other", hold=AT_ONCE)
    fill(store)
    fill(other)
    other.clear()
    other.end(Mutation.of(TAGS))

    assert store.lookup("key", TAGS).entry is not None
    assert other.lookup("key", TAGS).entry is None
    other.close()


@pytest.mark.parametrize("raw", [b"", b"2 1 1 1  v\nx", b"1 x y z  v\nx", b"\xff\n", b"1\n"])
def test_what_is_no_entry_is_not_read(store: RedisStore, raw: bytes) -> None:
    fill(store)
    store._client.set("{mizan}:e:key", raw)

    assert store.lookup("key", TAGS).entry is None


@pytest.mark.parametrize("key", ["{mizan}:since", "{mizan}:g:red"])
def test_others_who_write_to_our_keys_do_not_make_reads_fail(store: RedisStore, key: str) -> None:
    fill(store)
    store._client.set(key, "x y")
    ask = store.lookup if "since" in key else lambda *_: store.end(Mutation.of(TAGS))
    with pytest.raises(StoreUnavailableError):
        ask("key", TAGS)


def test_a_full_server_still_forgets(store: RedisStore) -> None:
    fill(store)
    store._client.config_set("maxmemory", 1)
    store._client.config_set("maxmemory-policy", "noeviction")
    try:
        with pytest.raises(StoreUnavailableError, match="memory"):
            store.fill("key", Entry(b"", "", FOREVER, FOREVER))
        mutation = Mutation.of(TAGS)
        assert set(store.begin(mutation, 30)) == set(store.end(mutation)) == set(TAGS)
        assert asyncio.run(end_once(store, mutation)) == set(TAGS)
    finally:
        store._client.config_set("maxmemory", 0)
    assert store.lookup("key", TAGS).entry is None


def test_a_server_that_is_away_costs_readers_nothing_and_is_noticed_when_it_is_back(caplog) -> None:
    with serving() as url:
        store = open_store(url)
        store.end(Mutation.of(TAGS))
    for _ in range(3):
        with pytest.raises(StoreUnavailableError):
            store.end(Mutation.of(TAGS))
    assert len(caplog.records) == 1
    began = time.perf_counter()
    for _ in range(100):
        with pytest.raises(StoreUnavailableError):
            store.lookup("key", TAGS)
    assert time.perf_counter() - began < 0.1
    port = url.rpartition(":")[2].partition("/")[0]
    with running("redis-server", "--port", port, "--save", ""):
        wait_for(lambda: redis.Redis.from_url(url).ping())
        store.end(Mutation.of(TAGS))
        assert store.lookup("key", TAGS).held
    assert "works again" in caplog.text
    store.close()


def test_a_server_that_does_not_answer_is_waited_for_once_and_briefly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        store = open_store(f"redis://127.0.0.1:{listening.getsockname()[1]}")
        began = time.perf_counter()
        with pytest.raises(StoreUnavailableError):
            store.lookup("key", TAGS)
        with pytest.raises(StoreUnavailableError):
            store.lookup("key", TAGS)
        assert time.perf_counter() - began < 0.45
        store.close()


def test_a_cluster_keeps_all_keys_in_one_slot() -> None:
    port = free_port()
    nodes = f"/tmp/mizan-nodes-{port}.conf"
    options = ("--port", f"{port}", "--save", "", "--cluster-enabled", "yes", "--cluster-config-file", nodes)
    try:
        with running("redis-server", *options):
            client = redis.Redis(port=port)
            wait_for(client.ping)
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
            wait_for(lambda: client.execute_command("CLUSTER INFO")["cluster_state"] == "ok")
            client.close()
            store = open_store(f"redis+cluster://127.0.0.1:{port}", hold=AT_ONCE)
            fill(store)
            assert store.lookup("key", TAGS).entry is not None
            asyncio.run(end_in_loop(store))
            assert store.lookup("key", TAGS).entry is None
            assert store.claim("key", 1)
            assert not store.claim("key", 1)
            fill(store)
            store.clear()
            assert store.lookup("key", TAGS).entry is None
            store.close()
    finally:
        Path(nodes).unlink(missing_ok=True)


async def end_once(store, mutation: Mutation) -> set[str]:
    try:
        return set(await store.end_async(mutation))
    finally:
        await store.close_async()


async def end_in_loop(store) -> None:
    assert (await store.lookup_async("key", TAGS)).entry is not None
    await store.end_async(Mutation.of(TAGS))
    assert (await store.lookup_async("key", TAGS)).entry is None
    await store.fill_async("other", Entry(b"", "", FOREVER, FOREVER))
    await store.close_async()


def test_sentinel_is_asked_for_the_master(url: str, tmp_path: Path, store: RedisStore) -> None:
    port = free_port()
    server = url.rpartition(":")[2].partition("/")[0]
    config = tmp_path / "sentinel.conf"
    config.write_text(f"port {port}\nsentinel monitor main 127.0.0.1 {server} 1\n")
    with running("redis-server", str(config), "--sentinel"):
        wait_for(lambda: redis.Redis(port=port).ping())
        behind = open_store(f"redis+sentinel://127.0.0.1:1,127.0.0.1:{port}/0?service=main", hold=AT_ONCE)
        fill(store)
        assert behind.lookup("key", TAGS).entry is not None
        asyncio.run(end_in_loop(behind))
        assert store.lookup("key", TAGS).entry is None
        behind.close()
