"""The backends under test: how each is started, and what it has."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .wire import Request, Wire

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Backend:
    """One framework that serves the conformance app.

    `export` is the command that prints the document, after `python -m`; `has` names what some vectors need.
    """

    module: str
    export: tuple[str, ...]
    has: frozenset[str]


BACKENDS: Mapping[str, Backend] = {
    "fastapi": Backend(
        module="tests.afi.server_fastapi:app",
        export=("mizan_fastapi.cli", "tests.afi.server_fastapi:registry"),
        has=frozenset({"origin-check", "files"}),
    ),
}


@dataclass(frozen=True, slots=True)
class Running:
    """A backend that serves on a port of this machine."""

    name: str
    port: int
    has: frozenset[str]
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Return the mount point."""
        return f"http://127.0.0.1:{self.port}/api/mizan"

    def connect(self) -> Wire:
        """Return a connection of its own."""
        return Wire(self.port)


@contextmanager
def serving(name: str) -> Generator[Running]:
    """Start a backend in a process of its own, and stop it afterwards."""
    backend = BACKENDS[name]
    with socket.create_server(("127.0.0.1", 0)) as listening:  # handed over, so nobody can take the port between
        process = _start(name, backend.module, listening.fileno())
        running = Running(name, listening.getsockname()[1], backend.has, process)
    try:
        with running.connect() as wire:
            wire.send(Request("HEAD", "/api/mizan/context/global", (), b""))
        yield running
    finally:
        process.terminate()
        process.wait(10)


def _start(name: str, module: str, descriptor: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.afi.serve", module, str(descriptor)]
    return subprocess.Popen(command, cwd=ROOT, env=environment(name), pass_fds=[descriptor])


def environment(name: str) -> dict[str, str]:
    """Return the environment in which a process serves or describes the app by this backend."""
    return {**os.environ, "AFI_BACKEND": name}
