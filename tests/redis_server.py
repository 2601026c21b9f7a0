"""A Redis of a test's own, on a port that nobody else has, to be killed and started again."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def serving() -> Generator[str]:
    """Start one that keeps nothing, and return its URL; stop it afterwards."""
    with redis() as server:
        yield server.url


@contextmanager
def redis() -> Iterator[Redis]:
    """Start a Redis of a test's own."""
    server = Redis()
    server.start()
    try:
        yield server
    finally:
        server.kill()


class Redis:
    """A Redis that forgets everything when it is killed, unless it has a folder to keep it in."""

    def __init__(self, folder: Path | None = None) -> None:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        assert program, "redis-server is missing: make setup, or install Debian's package redis-server."
        self._command = [program, "--port", str(free_port()), "--save", "", "--bind", "127.0.0.1"]
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


def wait_for(condition: Callable[[], Any], seconds: float = 10.0) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It never happened."
        time.sleep(0.01)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]
