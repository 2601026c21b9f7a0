"""Processes on one store, which are killed, and so is the server: what they wrote down must be possible.

`CACHE_SECONDS` says for how long each store is tortured: 1, unless said; 30 in `make torture`.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import redis

from tests import redis_server

from .history import Operation, Verdict, judge, parse
from .worker import ROWS

SECONDS = float(os.environ.get("CACHE_SECONDS", "1"))
PROCESSES = 3
LIFE = min(0.7, SECONDS / 4)
"""Seconds between deaths, about."""


def torture(address: str, path: Path, accident: Callable[[], None] = lambda: None, sabotage: str = "none") -> Verdict:
    """Let processes read and write, and kill one after the other."""
    database, history = path / "rows.db", path / "history"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE rows (row TEXT PRIMARY KEY, version INTEGER)")
        connection.executemany("INSERT INTO rows VALUES (?, 0)", [(row,) for row in ROWS])
    connection.close()
    chance = random.Random(1)
    seeds = iter(range(1_000_000))
    workers: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        command = [sys.executable, "-m", "tests.cache_proofs.worker", address, str(database), str(history)]
        workers.append(subprocess.Popen([*command, str(next(seeds)), sabotage]))

    try:
        for _ in range(PROCESSES):
            start()
        while not (history.exists() and history.stat().st_size):
            time.sleep(0.02)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            time.sleep(chance.random() * LIFE * 2)
            victim = workers.pop(chance.randrange(len(workers)))
            assert victim.poll() is None, "A worker died by itself."
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            start()
            accident()
    finally:
        for each in workers:
            each.kill()
            each.wait()
    return judge(parse(history.read_text().splitlines(keepends=True)))


def say(capsys, name: str, verdict: Verdict) -> None:
    found = f"{len(verdict.own)} older than one's own, {len(verdict.back)} going back, {len(verdict.late)} late"
    with capsys.disabled():
        print(f"\n{name}, {SECONDS:g} s: {verdict.reads} reads, {verdict.writes} writes; {found}")


def test_a_file_shows_nothing_old_however_many_die(tmp_path: Path, capsys) -> None:
    verdict = torture(f"sqlite:///{tmp_path}/cache.db", tmp_path)
    say(capsys, "one file", verdict)

    assert verdict.reads > 100 * SECONDS
    assert (verdict.own, verdict.back, verdict.late) == ([], [], [])


def test_a_server_shows_nothing_old_however_many_die(tmp_path: Path, capsys) -> None:
    with redis_server.redis() as server:
        verdict = torture(server.url, tmp_path)
    say(capsys, "one server", verdict)

    assert verdict.reads > 100 * SECONDS
    assert (verdict.own, verdict.back, verdict.late) == ([], [], [])


def test_a_server_that_is_killed_shows_nobody_less_than_what_he_wrote(tmp_path: Path, capsys) -> None:
    """While it is away, and others reach it again before a writer does, they may be late: only that is not promised."""
    with redis_server.redis() as server:
        chance = random.Random(2)

        def kill() -> None:
            if chance.random() < 0.5:
                server.kill()
                time.sleep(chance.random() * 0.3)
                server.start()
            elif chance.random() < 0.3:
                redis.Redis.from_url(server.url).flushall()

        verdict = torture(server.url, tmp_path, kill)
    say(capsys, "a server that is killed and emptied", verdict)

    assert verdict.reads > 50 * SECONDS
    assert (verdict.own, verdict.back) == ([], [])


def test_deleting_after_the_commit_is_noticed(tmp_path: Path, capsys) -> None:
    verdict = torture(f"sqlite:///{tmp_path}/cache.db", tmp_path, sabotage="delete")
    say(capsys, "deleting after the commit", verdict)

    assert verdict.late


def operation(began: int, client: str, kind: str, version: int) -> Operation:
    return Operation(began, began + 5, client, kind, "a", version)


def test_a_history_is_judged() -> None:
    write, fresh, old = (
        operation(0, "one", "write", 1),
        operation(10, "one", "read", 1),
        operation(20, "one", "read", 0),
    )
    others, overlapping = operation(10, "two", "read", 0), operation(3, "two", "read", 0)

    assert judge([write, fresh])[2:] == ([], [], [])
    assert judge([write, fresh, old])[2:] == ([old], [old], [old])
    assert judge([write, others])[2:] == ([], [], [others])
    assert judge([write, overlapping])[2:] == ([], [], [])
    assert parse(["1 2 c read a 3\n", "4 5 c re"]) == [Operation(1, 2, "c", "read", "a", 3)]
