"""Compare hits of the cache's stores with single commands to Redis: `python -m bench.cache.run`."""

from __future__ import annotations

import json
import platform
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import redis
from mizan_core.cache.memory import MemoryStore
from mizan_core.cache.opening import open_store
from mizan_core.cache.protocol import Computed, Query
from mizan_core.cache.reading import Reader
from mizan_core.cache.redis import RedisStore
from mizan_core.cache.sqlite import SQLiteStore
from mizan_core.cache.store import SKEW, CacheStore

from tests.redis_server import serving

ROUNDS = 21
REPEATS = 400
ENTRIES = 2_000
BODY = json.dumps([{"id": index, "name": f"Item {index}", "tags": ["a", "b"]} for index in range(20)]).encode()
RESULTS = Path(__file__).parents[1] / "results" / "cache.json"


@dataclass(frozen=True, slots=True)
class Job:
    """One comparison: a store's lookup, and a whole read through it, with what a peer does."""

    name: str
    what: str
    store: CacheStore
    peer: Callable[[Query], Any]
    bar: float | None


def main() -> int:
    """Print a table and write it as JSON; 1 if a ratio misses its bar."""
    with serving() as url, tempfile.TemporaryDirectory() as folder:
        rows = [_row(job) for job in _jobs(url, Path(folder))]
    print(f"{'job':8} {'ratio':>6} {'bar':>5} {'read':>6}  what")
    for row in rows:
        print(f"{row['job']:8} {row['ratio']:6.2f} {row['bar'] or '':>5} {row['read']:6.2f}  {row['what']}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": _machine(), "rows": rows}, indent=2) + "\n")
    return 0 if all(row["bar"] is None or row["ratio"] <= row["bar"] for row in rows) else 1


def _jobs(url: str, folder: Path) -> list[Job]:
    client: Any = redis.Redis.from_url(url)  # pyright: ignore[reportUnknownMemberType]  # its options are untyped
    for index in range(ENTRIES):
        client.set(f"plain{index}", BODY)
    server = open_store(url, hold=-SKEW / 1_000_000)
    assert isinstance(server, RedisStore)

    def get(query: Query) -> Any:
        return client.get(f"plain{query.key.removeprefix('mz1.k1.')}")

    def mget(query: Query) -> Any:
        return client.mget(server.keys(query.key, query.tags))

    return [
        Job(
            "sqlite", "a hit from a file of SQLite, against one GET from Redis", SQLiteStore(folder / "c.db"), get, 0.20
        ),
        Job("redis", "a hit from Redis, against one MGET of the same keys", server, mget, 1.30),
        Job("memory", "a hit from memory, against one GET from Redis", MemoryStore(), get, None),
    ]


def _row(job: Job) -> dict[str, Any]:
    reader = Reader(job.store)
    queries = [
        Query(f"mz1.k1.{index}", (f"mzt1.k1.all-{'x' * 18}", f"mzt1.k1.{index:022}"), 600) for index in range(ENTRIES)
    ]
    for query in queries:
        reader.read(query, lambda: Computed(BODY))
        _check(job, reader, query)
    chance = random.Random(1)
    rounds: list[dict[str, float]] = []
    for _ in range(ROUNDS):
        chosen = chance.choices(queries, k=REPEATS)
        rounds.append(
            {
                "lookup": _cost(lambda query: job.store.lookup(query.key, query.tags), chosen),
                "peer": _cost(job.peer, chosen),
                "read": _cost(lambda query: reader.read(query, _never), chosen),
            }
        )
    return {
        "job": job.name,
        "what": job.what,
        "bar": job.bar,
        "ratio": statistics.median(each["lookup"] / each["peer"] for each in rounds),
        "read": statistics.median(each["read"] / each["peer"] for each in rounds),
    }


def _check(job: Job, reader: Reader, query: Query) -> None:
    """Refuse to time an answer that is wrong."""
    found, peer = job.store.lookup(query.key, query.tags), job.peer(query)
    if found.entry is None or found.entry.body != BODY or reader.read(query, _never).how != "hit":
        raise SystemExit(f"{job.name}: {query.key} is no hit.")
    if peer != BODY and not (isinstance(peer, list) and None not in peer):
        raise SystemExit(f"The peer of {job.name} answers {peer!r}.")


def _never() -> Computed:
    raise SystemExit("A hit was computed.")


def _cost(work: Callable[[Query], Any], queries: list[Query]) -> float:
    began = time.perf_counter()
    for query in queries:
        work(query)
    return time.perf_counter() - began


def _machine() -> dict[str, str]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "processor": platform.machine(),
        "redis-py": version("redis"),
        "sqlite": sqlite3.sqlite_version,
    }


if __name__ == "__main__":
    sys.exit(main())
