"""Redis and servers as processes of their own, which tests stop, kill and start again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SECRET = "only for tests"


def wait_for(condition: Callable[[], Any], seconds: float = 10.0) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It never happened."
        time.sleep(0.01)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


class Redis:
    """A Redis that forgets everything when it is killed, unless it has a folder to keep it in."""

    def __init__(self, folder: Path | None = None) -> None:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        assert program, "redis-server is missing: make setup, or install Debian's package redis-server."
        self._command = [program, "--port", str(_free_port()), "--save", "", "--bind", "127.0.0.1"]
        if folder is not None:
            self._command += ["--appendonly", "yes", "--appendfsync", "always", "--dir", str(folder)]
        self.port = int(self._command[2])
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, cwd="/tmp")
        wait_for(self._answers)

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@contextmanager
def redis() -> Iterator[Redis]:
    """Start a Redis of a test's own."""
    server = Redis()
    server.start()
    try:
        yield server
    finally:
        server.kill()


class Server:
    """A process that serves the notebook."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    def stop(self, seconds: float = 5.0) -> float:
        """Stop it as a deployment does; return how long that took."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(seconds)
        return time.monotonic() - start


@contextmanager
def serving(live: str, app: str = "tests.live.app:app", **environment: str) -> Iterator[Server]:
    """Serve the notebook by uvicorn."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        descriptor = listening.fileno()
        command = [sys.executable, "-m", "tests.afi.serve", "asgi", app, str(descriptor)]
        variables = {**os.environ, "MIZAN_LIVE": live, "MIZAN_SECRET": SECRET, **environment}
        process = subprocess.Popen(command, cwd=ROOT, env=variables, pass_fds=[descriptor])
        server = Server(listening.getsockname()[1], process)
    try:
        yield server
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(5)
