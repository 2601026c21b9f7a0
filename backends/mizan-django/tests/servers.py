"""Real servers: uvicorn in this process for a test's own functions, gunicorn and uvicorn as processes of their own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from django.core.asgi import get_asgi_application
from django.db import connection

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
TIMEOUT = 5.0


def wait_for(condition: Callable[[], Any], timeout: float = TIMEOUT) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "It never happened."
        time.sleep(0.005)


def free_port() -> int:
    """Return a port for a server that cannot be handed a socket."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@contextmanager
def serving_here(root_path: str = "") -> Iterator[int]:
    """Serve this process's functions under ASGI, in a thread; return the port."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(get_asgi_application(), log_level="error", lifespan="off", root_path=root_path)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        wait_for(lambda: server.started)
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(TIMEOUT)
        listening.close()
        assert not thread.is_alive(), "The server hangs."


@dataclass(frozen=True, slots=True)
class Served:
    """A server in a process of its own, which may have children that do the work."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def processes(self) -> list[int]:
        """Return the ids of the process and of its children."""
        of = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, of.split())]


@contextmanager
def serving(kind: str, prefix: str = "", **environment: str) -> Iterator[Served]:
    """Serve the project by gunicorn ("wsgi") or uvicorn ("asgi"), on the test database."""
    with socket.create_server(("127.0.0.1", 0)) as listening:  # handed over, so nobody can take the port between
        descriptor = listening.fileno()
        command = [sys.executable, "-m", "tests.afi.serve", kind, f"project.{kind}:application", str(descriptor)]
        variables = {**os.environ, "PYTHONPATH": str(HERE), "DATABASE_URL": test_database(), **environment}
        process = subprocess.Popen(command, cwd=ROOT, env=variables, pass_fds=[descriptor])
        served = Served(listening.getsockname()[1], process)
    try:
        with Browser(served.port, prefix) as browser:
            assert browser.fetch("notes").status_code == 200
        yield served
    finally:
        process.terminate()
        process.wait(10)


def test_database() -> str:
    """Return the URL of the database that the tests run on."""
    name = connection.settings_dict["NAME"]
    head, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    return f"sqlite://{name}" if connection.vendor == "sqlite" else f"{head}/{name}"


class Browser:
    """Talks to a server as our client in a browser does: cookies, the CSRF token, the protocol's header."""

    def __init__(self, port: int, prefix: str = "") -> None:
        base = f"http://127.0.0.1:{port}{prefix}/api/mizan/"
        self.http = httpx.Client(base_url=base, headers={"mizan-protocol": "1"}, timeout=TIMEOUT)

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def fetch(self, context: str) -> httpx.Response:
        return self.http.get(f"context/{context}")

    def call(self, name: str, args: Any = None, mounted: Any = ()) -> httpx.Response:
        token = {"x-csrftoken": self.http.cookies.get("csrftoken", "")}
        return self.http.post(f"call/{name}", json={"args": args or {}, "mounted": list(mounted)}, headers=token)


@contextmanager
def sent(port: int, name: str, **args: Any) -> Iterator[socket.socket]:
    """Send a call, and hang up afterwards."""
    body = json.dumps({"args": args}).encode()
    with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), TIMEOUT) as connected:
        connected.sendall(
            b"POST /api/mizan/call/%b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (name.encode(), len(body), body)
        )
        yield connected
