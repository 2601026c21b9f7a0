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


_CACHE = {"MIZAN_CACHE": "memory"}
_DJANGO = {"DJANGO_SETTINGS_MODULE": "tests.afi.server_django.settings", **_CACHE}

BACKENDS: Mapping[str, Backend] = {
    "fastapi": Backend(
        server="asgi",
        app="tests.afi.server_fastapi:app",
        export=("mizan_fastapi.cli", "tests.afi.server_fastapi"),
        has=frozenset({"origin-check", "http-exceptions", "files"}),
        settings=_CACHE,
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
    with started(name, BACKENDS[name], {**environment(name), **variables}) as running:
        yield running


@contextmanager
def started(name: str, backend: Backend, variables: Mapping[str, str]) -> Generator[Running]:
    """Start what need not stand in `BACKENDS`, in this environment, and stop it afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as listening:  # handed over, so nobody can take the port between
        command = [sys.executable, "-m", "tests.afi.serve", backend.server, backend.app, str(listening.fileno())]
        process = subprocess.Popen(command, cwd=ROOT, env=dict(variables), pass_fds=[listening.fileno()])
        running = Running(name, listening.getsockname()[1], backend.has, process)
    try:
        with running.connect() as wire:
            wire.send(Request("HEAD", "/api/mizan/context/global", (), b""))
        yield running
    finally:
        process.terminate()
        process.wait(10)


def environment(name: str) -> dict[str, str]:
    """Return the environment in which a process serves or describes the app by this backend."""
    return {**os.environ, "AFI_BACKEND": name, **BACKENDS[name].settings}
