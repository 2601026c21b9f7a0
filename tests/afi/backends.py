"""The backends under test: how each is started, and what it has."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .wire import Request, Wire

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Backend:
    """One framework on one kind of server, that serves the conformance app.

    `export` is the command that prints the document, after `python -m`; `has` names what some vectors need.
    """

    server: str
    app: str
    export: tuple[str, ...]
    has: frozenset[str]
    settings: Mapping[str, str] = field(default_factory=dict[str, str])


_DJANGO = {"DJANGO_SETTINGS_MODULE": "tests.afi.server_django.settings"}

BACKENDS: Mapping[str, Backend] = {
    "fastapi": Backend(
        server="asgi",
        app="tests.afi.server_fastapi:app",
        export=("mizan_fastapi.cli", "tests.afi.server_fastapi"),
        has=frozenset({"origin-check", "http-exceptions", "files"}),
    ),
    "django-wsgi": Backend(
        server="wsgi",
        app="tests.afi.server_django.wsgi:app",
        export=("django", "export_mizan_schema"),
        has=frozenset({"token-check", "files"}),
        settings=_DJANGO,
    ),
    "django-asgi": Backend(
        server="asgi",
        app="tests.afi.server_django.asgi:app",
        export=("django", "export_mizan_schema"),
        has=frozenset({"token-check", "files"}),
        settings=_DJANGO,
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

    @property
    def worker(self) -> int:
        """Return the process that answers: the child of a server that forks, else the server itself; on Linux."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return int(children.split()[0]) if children else self.process.pid

    def connect(self) -> Wire:
        """Return a connection of its own."""
        return Wire(self.port)


@contextmanager
def serving(name: str, **variables: str) -> Generator[Running]:
    """Start a backend in a process of its own, with further variables, and stop it afterwards."""
    backend = BACKENDS[name]
    with socket.create_server(("127.0.0.1", 0)) as listening:  # handed over, so nobody can take the port between
        process = _start(name, listening.fileno(), variables)
        running = Running(name, listening.getsockname()[1], backend.has, process)
    try:
        with running.connect() as wire:
            wire.send(Request("HEAD", "/api/mizan/context/global", (), b""))
        yield running
    finally:
        process.terminate()
        process.wait(10)


def _start(name: str, descriptor: int, variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    backend = BACKENDS[name]
    command = [sys.executable, "-m", "tests.afi.serve", backend.server, backend.app, str(descriptor)]
    return subprocess.Popen(command, cwd=ROOT, env={**environment(name), **variables}, pass_fds=[descriptor])


def environment(name: str) -> dict[str, str]:
    """Return the environment in which a process serves or describes the app by this backend."""
    return {**os.environ, "AFI_BACKEND": name, **BACKENDS[name].settings}
