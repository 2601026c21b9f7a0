"""A project in a folder of its own: running its commands, serving it, asking it."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from .pages import ROOT

_FOLDERS = (Path(sys.executable).parent, ROOT / "node_modules/.bin")
ENVIRONMENT = {
    **os.environ,
    "PATH": os.pathsep.join([*map(str, _FOLDERS), os.environ["PATH"]]),
    "NPM_CONFIG_UPDATE_NOTIFIER": "false",
    "NPM_CONFIG_OFFLINE": "true",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def link_packages(folder: Path) -> None:
    """Give a project this checkout's Node packages."""
    assert (ROOT / "frontends/mizan-react/dist").exists(), "The adapters are not built: run make build."
    (folder / "node_modules").symlink_to(ROOT / "node_modules")


def run(command: str, folder: Path) -> str:
    """Run a command that must succeed and return what it printed."""
    done = subprocess.run(
        shlex.split(command), cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@contextmanager
def serving(folder: Path) -> Generator[int]:
    """Serve a folder's main.py on the port that is handed out; the server must not complain."""
    with socket.create_server(("127.0.0.1", 0)) as listening:  # handed over, so nobody can take the port between
        port: int = listening.getsockname()[1]
        command = f"uvicorn main:app --fd {listening.fileno()} --log-level warning"
        server = subprocess.Popen(
            shlex.split(command), cwd=folder, env=ENVIRONMENT, pass_fds=[listening.fileno()], stderr=subprocess.PIPE
        )
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        _, complaints = server.communicate(timeout=10)
    assert complaints.decode() == ""


def curl(command: str, port: int) -> str:
    """Do what a curl command says, since curl itself may be missing."""
    program, url, *options = shlex.split(command)
    assert program == "curl"
    given = list(zip(options[::2], options[1::2], strict=True))
    body = dict(given).get("-d")
    headers = dict(value.split(": ") for option, value in given if option == "-H")
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("POST" if body else "GET", url.removeprefix("localhost:8000"), body, headers)
        return connection.getresponse().read().decode()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert server.poll() is None, "The server ended."
        with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            try:
                connection.request("HEAD", "/")
                connection.getresponse().read()
            except OSError:
                time.sleep(0.05)
            else:
                return
    raise AssertionError("The server does not answer.")
