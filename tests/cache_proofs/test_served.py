"""Two workers behind one store, over HTTP, which are killed: what their clients were told must be possible.

`CACHE_SECONDS` says for how long, as in `test_torture`.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import redis_server

from .history import Operation, Verdict, judge
from .test_torture import SECONDS, say
from .worker import ROWS

ROOT = Path(__file__).parents[2]
WORKERS = 2
CLIENTS = 6
LIFE = max(0.7, SECONDS / 10)
"""Seconds between deaths, about: a worker takes one to start."""


class Server:
    """A worker process, that is started again on the same port when it was killed."""

    def __init__(self, backend: str, environment: dict[str, str]) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._command = [sys.executable, "-m", "tests.afi.serve", "asgi", f"tests.cache_proofs.served.on_{backend}:app"]
        self._environment = {**os.environ, **environment}
        self._process = self._start()

    def restart(self) -> None:
        assert self._process.poll() is None, "A worker died by itself."
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process = self._start()

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listening.close()

    def _start(self) -> subprocess.Popen[bytes]:
        descriptor = self._listening.fileno()
        command = [*self._command, str(descriptor)]
        return subprocess.Popen(command, cwd=ROOT, env=self._environment, pass_fds=[descriptor])


class Client:
    """Asks whichever worker, one thing after the other, with the token that it was given last."""

    def __init__(self, index: int, servers: list[Server], operations: list[Operation], strangers: list[str]) -> None:
        self._name = f"user{index}"
        self._servers = servers
        self._operations = operations
        self._strangers = strangers
        self._chance = random.Random(index)
        self._token: str | None = None
        self._connections: dict[int, http.client.HTTPConnection] = {}
        self.hits = 0

    def live(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            row, dice = self._chance.choice(ROWS), self._chance.random()
            began = time.monotonic_ns()
            try:
                if dice < 0.1:
                    self._note(began, "write", row, self._ask("POST", "call/write", {"args": {"row": row}})["result"])
                elif dice < 0.2:
                    seen = self._ask("GET", "context/canary")["data"]["canary"]
                    self._strangers += [seen] if seen != self._name else []
                else:
                    name = self._chance.choice(["own", "everybodys"])
                    data = self._ask("GET", f"context/row?only={name}&params=%7B%22row%22%3A%22{row}%22%7D")["data"]
                    self._note(began, "read", row, data[name])
            except (OSError, http.client.HTTPException):  # the worker was killed: nobody knows what it has done
                self._forget_connections()
        self._forget_connections()

    def _note(self, began: int, kind: str, row: str, version: int) -> None:
        self._operations.append(Operation(began, time.monotonic_ns(), self._name, kind, row, version))

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        port = self._chance.choice(self._servers).port
        connection = self._connections.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=30))
        headers = {"x-name": self._name, "content-type": "application/json"}
        if self._token is not None:
            headers["mizan-after"] = self._token
        connection.request(method, f"/api/mizan/{path}", None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
        assert response.status == 200, answer
        assert "errors" not in answer, answer
        self._token = response.headers.get("mizan-after", self._token)
        self.hits += response.headers.get("cache-status") == "mizan; hit"
        return answer

    def _forget_connections(self) -> None:
        for each in self._connections.values():
            each.close()
        self._connections.clear()


@contextmanager
def rows(path: Path) -> Iterator[str]:
    database = path / "rows.db"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE rows (row TEXT PRIMARY KEY, version INTEGER)")
        connection.executemany("INSERT INTO rows VALUES (?, 0)", [(row,) for row in ROWS])
    connection.close()
    yield str(database)


def torture(
    backend: str,
    store: str,
    path: Path,
    accident: Callable[[], None] = lambda: None,
    is_enough: Callable[[Verdict], bool] = lambda _: False,
    seconds: float = SECONDS,
    *,
    kills: bool = True,
    **environment: str,
) -> Verdict:
    """Let clients read and write for some time, or until it is enough, and kill one worker after the other."""
    operations: list[Operation] = []
    strangers: list[str] = []
    chance = random.Random(1)
    over = threading.Event()
    with rows(path) as database:
        servers = [
            Server(backend, {"CACHE_STORE": store, "CACHE_DATABASE": database, **environment}) for _ in range(WORKERS)
        ]
        clients = [Client(index, servers, operations, strangers) for index in range(CLIENTS)]
        threads = [threading.Thread(target=each.live, args=(over.is_set,)) for each in clients]
        try:
            for each in threads:
                each.start()
            redis_server.wait_for(lambda: sum(each.hits for each in clients) > 20, 60)  # else nothing is proved
            until = time.monotonic() + seconds
            while time.monotonic() < until and not is_enough(judge(list(operations))):
                time.sleep(chance.random() * LIFE * 2)
                accident()
                if kills:
                    chance.choice(servers).restart()
            seen = len(operations)
            redis_server.wait_for(lambda: len(operations) > seen + 50, 60)
        finally:
            over.set()
            for each in threads:
                each.join(60)
            for each in servers:
                each.stop()
    assert strangers == []
    return judge(operations)


@pytest.mark.parametrize("backend", ["fastapi", "django"])
def test_workers_on_one_file_show_nothing_old_however_many_die(backend: str, tmp_path: Path, capsys) -> None:
    verdict = torture(backend, f"sqlite:///{tmp_path}/cache.db", tmp_path)
    say(capsys, f"{backend}, one file", verdict)

    assert verdict.writes > 5
    assert (verdict.own, verdict.back, verdict.late) == ([], [], [])


@pytest.mark.parametrize("backend", ["fastapi", "django"])
def test_a_server_that_is_killed_shows_nobody_less_than_what_he_wrote(backend: str, tmp_path: Path, capsys) -> None:
    with redis_server.redis() as server:
        chance = random.Random(2)

        def kill() -> None:
            server.kill()
            time.sleep(chance.random() * 0.3)
            server.start()

        verdict = torture(backend, server.url, tmp_path, kill)
    say(capsys, f"{backend}, a server that is killed", verdict)

    assert verdict.writes > 5
    assert (verdict.own, verdict.back) == ([], [])


def test_deleting_after_the_commit_is_noticed_over_http(tmp_path: Path, capsys) -> None:
    def is_enough(verdict: Verdict) -> bool:
        return bool(verdict.own or verdict.back or verdict.late)

    store = f"sqlite:///{tmp_path}/cache.db"
    verdict = torture("fastapi", store, tmp_path, is_enough=is_enough, seconds=30, kills=False, CACHE_SABOTAGE="delete")
    say(capsys, "fastapi, deleting after the commit", verdict)

    assert is_enough(verdict)
