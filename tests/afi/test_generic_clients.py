"""Generic tools that know OpenAPI and nothing of Mizan: a stock fuzzer and a stock type generator."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from .backends import BACKENDS, ROOT, Running
from .documents import exported

UNSUITED = "|".join(
    (
        r"fail(_.*)?",  # fails on demand, with codes that a fuzzer takes for verdicts on its request
        r"explode|misfit|buy_badly|door\.crashing_rule|door\.refusing_rule",  # fails always
        r"not_finite",  # null for a number that JSON cannot write
        r"context\.(guarded|mixed)(\.post)?",  # what is required depends on `only`, and on who asks
    )
)
"""Operations of the conformance app that no document could describe."""

EXAMPLES = ROOT / "examples"


@dataclass(frozen=True, slots=True)
class Board:
    """The task board on one backend: Python's arguments to prepare its database and to export, and its server."""

    folder: Path
    prepare: tuple[tuple[str, ...], ...]
    export: tuple[str, ...]
    server: tuple[str, str]


BOARDS: Mapping[str, Board] = {
    "fastapi": Board(
        EXAMPLES / "fastapi-react-site" / "backend", (), ("-m", "mizan_fastapi.cli", "main"), ("asgi", "main:app")
    ),
    "django": Board(
        EXAMPLES / "django-react-site",
        (("manage.py", "migrate"), ("manage.py", "seed")),
        ("manage.py", "export_mizan_schema"),
        ("wsgi", "config.wsgi"),
    ),
}


def test_a_stock_fuzzer_finds_nothing(backend: Running, tmp_path: Path) -> None:
    options = ("--exclude-operation-id-regex", f"^({UNSUITED})$", "--header", "x-test-identity: superuser")

    done = fuzz(exported(backend.name), backend.url, tmp_path, *options)

    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]


@pytest.mark.parametrize("name", BOARDS)
def test_a_stock_fuzzer_finds_nothing_in_the_task_board(name: str, tmp_path: Path) -> None:
    """A real product, as somebody who is signed in by a cookie."""
    board = BOARDS[name]
    settings = {**os.environ, "PYTHONPATH": str(board.folder), "TASKBOARD_DB": str(tmp_path / "board.db")}
    settings.pop("DATABASE_URL", None)
    for command in (*board.prepare, board.export):
        done = subprocess.run(
            [sys.executable, *command], cwd=board.folder, env=settings, capture_output=True, check=True
        )

    with serving_board(board, settings) as url:
        cookies = signed_in(url, "ada", "mizan")
        headers = {
            "cookie": "; ".join(f"{key}={value}" for key, value in cookies.items()),
            "mizan-protocol": "1",
            "sec-fetch-site": "same-origin",
            "x-csrftoken": cookies.get("csrftoken", "none"),
        }
        options = [option for key, value in headers.items() for option in ("--header", f"{key}: {value}")]
        # Signing out would end the session of everything that is tried after it.
        found = fuzz(done.stdout, url, tmp_path, "--exclude-operation-id", "logout", *options)

    assert found.returncode == 0, found.stdout[-20_000:] + found.stderr[-2_000:]


def fuzz(document: bytes, url: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the fuzzer with all its default checks, each time with the same examples."""
    (folder / "document.json").write_bytes(document)
    command = [sys.executable, "-m", "schemathesis.cli", "run", "document.json", "--url", url, *options]
    bounds = ("--max-examples", "5", "--seed", "1", "--no-color")
    return subprocess.run([*command, *bounds], cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@contextmanager
def serving_board(board: Board, settings: Mapping[str, str]) -> Generator[str]:
    """Serve the task board with these settings, and yield its mount point."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        # By its path, since the board may have a package called tests of its own.
        command = [sys.executable, "-P", str(ROOT / "tests/afi/serve.py"), *board.server, str(listening.fileno())]
        process = subprocess.Popen(command, cwd=board.folder, env=settings, pass_fds=[listening.fileno()])
    try:
        yield f"http://127.0.0.1:{port}/api/mizan"
    finally:
        process.terminate()
        process.wait(10)


def signed_in(url: str, login: str, password: str) -> Mapping[str, str]:
    """Sign in and return the cookies that this brings."""
    body = json.dumps({"args": {"login": login, "password": password}}).encode()
    request = urllib.request.Request(f"{url}/call/login", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        set_cookies = [each.partition(";")[0].partition("=") for each in answer.headers.get_all("set-cookie")]
    return {key: value for key, _, value in set_cookies}


@pytest.mark.parametrize("name", BACKENDS)
def test_a_stock_type_generator_accepts_the_document(name: str, tmp_path: Path) -> None:
    generator = ROOT / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    compiler = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
    document, types = tmp_path / "document.json", tmp_path / "types.ts"
    document.write_bytes(exported(name))

    for command in ([generator, document, "--output", types], [compiler, "--strict", "--noEmit", types]):
        done = subprocess.run(["node", *command], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    assert all(f'"{path}"' in types.read_text("utf-8") for path in json.loads(exported(name))["paths"])
