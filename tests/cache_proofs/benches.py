"""The stores under the scheduler: how to open them, to lose what they hold, and to look inside."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import redis
from mizan_core.cache.memory import MemoryStore
from mizan_core.cache.redis import RedisStore
from mizan_core.cache.sqlite import SQLiteStore
from mizan_core.cache.store import CacheStore

from .scheduler import HOLD, ProcessClock


class MemoryBench:
    """One store, since there is one process."""

    def __init__(self) -> None:
        self._store: MemoryStore | None = None

    def reset(self) -> None:
        self._store = None

    def open(self, clock: ProcessClock) -> MemoryStore:
        self._store = self._store or MemoryStore(clock=clock)
        return self._store

    def close(self, store: CacheStore) -> None:
        pass

    def flush(self, chance: random.Random) -> bool:
        self._inside.clear()
        return True

    def entries(self) -> list[str]:
        return list(self._inside._entries)

    def states(self) -> dict[str, str]:
        return dict(self._inside._tags)

    def forget_entry(self, key: str) -> None:
        self._inside._forget(key)

    def put_state(self, tag: str, state: str | None) -> None:
        self._inside._tags.pop(tag, None)
        if state is not None:
            self._inside._tags[tag] = state

    @property
    def _inside(self) -> MemoryStore:
        assert self._store is not None
        return self._store


class SQLiteBench:
    """A file, which each process opens for itself; somebody removes it now and then."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inside = SQLiteStore(path)

    def reset(self) -> None:
        self._ask("DELETE FROM entries")
        self._ask("DELETE FROM claims")
        self._ask("DELETE FROM tags")

    def open(self, clock: ProcessClock) -> SQLiteStore:
        return SQLiteStore(self._path, clock=clock)

    def close(self, store: CacheStore) -> None:
        store.close()

    def flush(self, chance: random.Random) -> bool:
        if chance.random() < 0.7:
            self._inside.clear()
            return True
        self._path.unlink()
        self._ask("SELECT 1")
        return False

    def entries(self) -> list[str]:
        return [key for (key,) in self._ask("SELECT key FROM entries")]

    def states(self) -> dict[str, str]:
        return dict(self._ask("SELECT tag, state FROM tags"))

    def forget_entry(self, key: str) -> None:
        self._ask("DELETE FROM entries WHERE key = ?", key)

    def put_state(self, tag: str, state: str | None) -> None:
        self._ask("DELETE FROM tags WHERE tag = ?", tag)
        if state is not None:
            self._ask("INSERT INTO tags VALUES (?, ?)", tag, state)

    def _ask(self, statement: str, *values: Any) -> list[Any]:
        return self._inside._do(lambda connection: connection.execute(statement, values).fetchall())


class RedisBench:
    """A server, which somebody empties now and then."""

    def __init__(self, url: str, hold: float = HOLD) -> None:
        self._client: Any = redis.Redis.from_url(url)
        self._hold = hold

    def reset(self) -> None:
        self._client.flushall()

    def open(self, clock: ProcessClock) -> RedisStore:
        return RedisStore(self._client, hold=self._hold, clock=clock)

    def close(self, store: CacheStore) -> None:
        pass  # all share one client

    def flush(self, chance: random.Random) -> bool:
        self._client.flushall()
        return True

    def entries(self) -> list[str]:
        return self._names("e")

    def states(self) -> dict[str, str]:
        return {tag: self._client.get(f"{{mizan}}:g:{tag}").decode() for tag in self._names("g")}

    def forget_entry(self, key: str) -> None:
        self._client.delete(f"{{mizan}}:e:{key}")

    def put_state(self, tag: str, state: str | None) -> None:
        if state is None:
            self._client.delete(f"{{mizan}}:g:{tag}")
        else:
            self._client.set(f"{{mizan}}:g:{tag}", state)

    def _names(self, kind: str) -> list[str]:
        prefix = f"{{mizan}}:{kind}:"
        return [key.decode().removeprefix(prefix) for key in self._client.keys(f"{prefix}*")]
