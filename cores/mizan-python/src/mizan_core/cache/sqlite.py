"""A store in a file: coherent between the processes of one machine, without a server.

What loses the file loses nothing but entries: tags that are made anew have births that no entry knows. So whatever
cannot be invalidated is removed with the whole file, and every process notices that another one took its place.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from . import tags as states
from .availability import Availability
from .memory import MEGABYTE
from .sqlite_file import CacheFile, NotOurFileError
from .store import Clock, Entry, Lookup, Mutation, SystemClock

T = TypeVar("T")

_FORGOTTEN = 7 * 86_400 * 1_000_000
"""Microseconds after which a tag that nobody wrote is forgotten."""

_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})

_FILL = (
    "INSERT OR REPLACE INTO entries (key, body, vector, fresh_until, stale_until, cost, seal)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_CLAIM = (
    "INSERT INTO claims (key, until) VALUES (?, ?)"
    " ON CONFLICT (key) DO UPDATE SET until = excluded.until WHERE until <= ?"
)
_PUT = "INSERT INTO tags (tag, state) VALUES (?, ?) ON CONFLICT (tag) DO UPDATE SET state = excluded.state"
_READ = "SELECT state FROM tags WHERE tag = ?"
_CREATE = "INSERT INTO tags (tag, state) VALUES (?, ?) ON CONFLICT (tag) DO NOTHING"


class SQLiteStore:
    """Keeps all in an SQLite database with a write-ahead log, which only its owner may read.

    A lookup is one statement, so it sees one moment. It reads memory, mostly, and runs in the event loop; what writes
    may wait for other writers, and runs in a thread.

    Attributes:
        limit: bytes that the file may have, about; then the oldest entries go.
    """

    shared = True

    def __init__(self, path: str | Path, limit: int = 256 * MEGABYTE, clock: Clock | None = None) -> None:
        self.limit = limit
        self._clock = clock or SystemClock()
        self._file = CacheFile(Path(path).absolute())
        self._availability = Availability(f"the file {path}")

    def lookup(self, key: str, tags: tuple[str, ...]) -> Lookup:
        return self._look(key, tags) or self._create(tags)

    def fill(self, key: str, entry: Entry) -> None:
        row = (key, entry.body, entry.vector, entry.fresh_until, entry.stale_until, entry.cost, entry.seal)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(_FILL, row)
            connection.execute("DELETE FROM claims WHERE key = ?", (key,))
            self._shrink(connection)

        self._do(lambda connection: _transaction(connection, write))

    def claim(self, key: str, seconds: float) -> bool:
        now = self._clock.now()
        until = now + int(seconds * 1_000_000)
        return self._do(lambda connection: connection.execute(_CLAIM, (key, until, now)).rowcount == 1)

    def release(self, key: str) -> None:
        self._do(lambda connection: connection.execute("DELETE FROM claims WHERE key = ?", (key,)))

    def begin(self, mutation: Mutation, hold: float) -> dict[str, int]:
        now = self._clock.now()
        until = states.hold_until(now, hold)
        return self._change(mutation, lambda state: states.begun(state, mutation.token, now, until))

    def end(self, mutation: Mutation) -> dict[str, int]:
        now = self._clock.now()
        return self._change(mutation, lambda state: states.ended(state, mutation.token, now))

    def clear(self) -> None:
        def delete(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM entries")
            connection.execute("DELETE FROM claims")

        self._do(lambda connection: _transaction(connection, delete))

    def close(self) -> None:
        self._file.close()

    async def lookup_async(self, key: str, tags: tuple[str, ...]) -> Lookup:
        return self._look(key, tags) or await asyncio.to_thread(self._create, tags)

    async def fill_async(self, key: str, entry: Entry) -> None:
        await asyncio.to_thread(self.fill, key, entry)

    async def claim_async(self, key: str, seconds: float) -> bool:
        return await asyncio.to_thread(self.claim, key, seconds)

    async def release_async(self, key: str) -> None:
        await asyncio.to_thread(self.release, key)

    async def begin_async(self, mutation: Mutation, hold: float) -> dict[str, int]:
        return await asyncio.to_thread(self.begin, mutation, hold)

    async def end_async(self, mutation: Mutation) -> dict[str, int]:
        return await asyncio.to_thread(self.end, mutation)

    async def clear_async(self) -> None:
        await asyncio.to_thread(self.clear)

    async def close_async(self) -> None:
        pass

    def _look(self, key: str, tags: tuple[str, ...]) -> Lookup | None:
        """Look up; None if there is a tag that nobody has asked for yet."""
        self._availability.ask()
        row: Any = self._do(partial(_select, tags, key))
        found = row[6:]
        if None in found:
            return None
        snapshot, held = ",".join(found), False
        if row[1] != snapshot:  # else nobody holds it: that would be spelt behind a generation
            snapshot, held = states.vector(found, self._clock.now())
        is_valid = not held and row[1] == snapshot
        return Lookup(Entry(*row[:6]) if is_valid else None, snapshot, held)

    def _create(self, tags: tuple[str, ...]) -> Lookup:
        now = self._clock.now()

        def write(connection: sqlite3.Connection) -> list[str]:
            connection.executemany(_CREATE, [(tag, states.created(now)) for tag in tags])
            return [connection.execute(_READ, (tag,)).fetchone()[0] for tag in tags]

        found = self._do(lambda connection: _transaction(connection, write))
        return Lookup(None, *states.vector(found, now))

    def _change(self, mutation: Mutation, change: Callable[[str | None], str]) -> dict[str, int]:
        def write(connection: sqlite3.Connection) -> dict[str, int]:
            made: dict[str, int] = {}
            for tag in mutation.tags:
                row = connection.execute(_READ, (tag,)).fetchone()
                state = change(row and row[0])
                connection.execute(_PUT, (tag, state))
                made[tag] = states.number(state)
            return made

        return self._do(lambda connection: _transaction(connection, write), must_arrive=True)

    def _do(self, work: Callable[[sqlite3.Connection], T], *, must_arrive: bool = False) -> T:
        """Work on the file that is still in place when the work is done: what a removed one says does not count."""
        file = self._file
        full = False
        try:
            for _ in range(8):
                connection = file.connection()
                try:
                    result = work(connection)
                except sqlite3.Error as error:
                    if not file.is_current():
                        continue
                    full = _code(error) in _FULL
                    if _code(error) in _BROKEN or (full and must_arrive):
                        file.remove()  # so that nobody reads on in it
                    raise
                if file.is_current():
                    self._availability.worked()
                    return result
            raise OSError("the file is removed again and again")
        except (sqlite3.Error, OSError, NotOurFileError) as error:
            raise self._availability.failed(error, full=full) from error

    def _shrink(self, connection: sqlite3.Connection) -> None:
        """Forget what is oldest while the file is too large: an eighth of the entries at a time, then tags."""
        if _size(connection) <= self.limit:
            return
        now = self._clock.now()
        connection.execute("DELETE FROM claims WHERE until < ?", (now,))
        connection.execute("DELETE FROM tags WHERE CAST(state AS INTEGER) < ?", (now - _FORGOTTEN,))
        while _size(connection) > self.limit * 7 // 8:
            oldest = "SELECT rowid FROM entries ORDER BY rowid LIMIT 1 + (SELECT count(*) FROM entries) / 8"
            if connection.execute(f"DELETE FROM entries WHERE rowid IN ({oldest})").rowcount == 0:
                connection.execute("DELETE FROM tags WHERE state NOT LIKE '% %'")  # those that nobody holds
                break
        connection.execute("PRAGMA incremental_vacuum").fetchall()


def _select(tags: tuple[str, ...], key: str, connection: sqlite3.Connection) -> Any:
    return connection.execute(_lookup(len(tags)), (*tags, key)).fetchone()


@lru_cache(maxsize=64)
def _lookup(count: int) -> str:
    """Return what reads an entry and so many tags at one moment."""
    columns = "".join(f", t{index}.state" for index in range(count))
    joins = "".join(f" LEFT JOIN tags t{index} ON t{index}.tag = ?" for index in range(count))
    return (
        f"SELECT body, vector, fresh_until, stale_until, cost, seal{columns}"
        f" FROM (SELECT 1){joins} LEFT JOIN entries ON key = ?"
    )


def _transaction(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _size(connection: sqlite3.Connection) -> int:
    """Return how many bytes are in use."""
    pages, free, size = (
        connection.execute(f"PRAGMA {each}").fetchone()[0] for each in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _code(error: sqlite3.Error) -> int:
    """Return the primary code of an error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
