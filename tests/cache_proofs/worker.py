"""One process of the torture: clients that read and write through a store, until somebody kills it.

`python -m tests.cache_proofs.worker STORE DATABASE HISTORY SEED SABOTAGE`. The database is a file of SQLite of its own;
what was done is appended to the history, each line in one write.
"""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import threading
import time
from pathlib import Path
from typing import Any

from mizan_core.cache import opening, sqlite_file, tags
from mizan_core.cache.protocol import Computed, Query
from mizan_core.cache.reading import Reader
from mizan_core.cache.store import Mutation
from mizan_core.cache.writing import Writer

ROWS = ("a", "b", "c")
CLIENTS = 3
HOLD = 1.0


class Client:
    """Does one thing at a time, and remembers its after-token."""

    def __init__(self, name: str, reader: Reader, writer: Writer, database: str, history: int, seed: int) -> None:
        self._name = name
        self._reader = reader
        self._writer = writer
        self._database = sqlite3.connect(database, timeout=30, isolation_level=None, check_same_thread=False)
        self._history = history
        self._random = random.Random(seed)
        self._token: dict[str, int] = {}

    def live(self) -> None:
        while True:
            row = self._random.choice(ROWS)
            began = time.monotonic_ns()
            if self._random.random() < 0.1:
                kind, version = "write", self._write(row)
            else:
                kind, version = "read", self._read(row)
            line = f"{began} {time.monotonic_ns()} {self._name} {kind} {row} {version}\n"
            os.write(self._history, line.encode())

    def _write(self, row: str) -> int:
        begun = self._writer.begin([f"tag-{row}"])
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute("UPDATE rows SET version = version + 1 WHERE row = ?", (row,))
        version = self._select(row)
        time.sleep(self._random.random() * 0.004)
        self._database.execute("COMMIT")
        time.sleep(self._random.random() * 0.004)
        self._token |= self._writer.end(begun)
        return version

    def _read(self, row: str) -> int:
        query = Query(f"row-{row}", (f"tag-{row}",), ttl=5, stale=5, after=self._token)
        return int(self._reader.read(query, lambda: self._compute(row)).body)

    def _compute(self, row: str) -> Computed:
        version = self._select(row)
        time.sleep(self._random.random() * 0.006)
        return Computed(f"{version}".encode())

    def _select(self, row: str) -> int:
        return self._database.execute("SELECT version FROM rows WHERE row = ?", (row,)).fetchone()[0]


class WithoutGenerations:
    """What cache libraries do: entries are deleted after the commit. The history must show what comes of it."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def begin(self, mutation: Mutation, hold: float) -> dict[str, int]:
        return dict.fromkeys(mutation.tags, 0)

    def end(self, mutation: Mutation) -> dict[str, int]:
        self._store.clear()
        return dict.fromkeys(mutation.tags, 0)

    async def begin_async(self, mutation: Mutation, hold: float) -> dict[str, int]:
        return self.begin(mutation, hold)

    async def end_async(self, mutation: Mutation) -> dict[str, int]:
        return self.end(mutation)


def settle() -> None:
    """One machine has one clock; and that it is busy does not mean that a store is away."""
    tags.SKEW = 0
    opening.ANSWER = opening.CONNECT = sqlite_file.BUSY = 5.0


def main(address: str, database: str, history: str, seed: str, sabotage: str) -> None:
    settle()
    store: Any = opening.open_store(address, hold=HOLD)
    if sabotage == "delete":
        store = WithoutGenerations(store)
    reader, writer = Reader(store), Writer(store, hold=HOLD)
    output = os.open(Path(history), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for index in range(CLIENTS):
        # Clients live as long as their process: a new one knows nothing of the old one's token.
        client = Client(f"{os.getpid()}.{index}.{seed}", reader, writer, database, output, int(seed) * 10 + index)
        threading.Thread(target=client.live).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
