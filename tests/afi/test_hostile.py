"""What no well-meaning client does, over real sockets: the server answers by its envelope and goes on serving."""

from __future__ import annotations

import json
import re
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, cast

import pytest

from .backends import BACKENDS, Running
from .documents import exported
from .matrix import kept
from .running import faults, run
from .wire import TIMEOUT, Answer, Request

TRACES = ("Traceback", 'File "', ".py", "line ", "Error:", "Exception", "site-packages")
BROKEN_BODIES = [
    b"",
    b"{",
    b'{"args":{"text":"',
    b'{"args":{"text":"x"}}',
]
MEGABYTE = 1024 * 1024
TAKES_FILES = [name for name, each in BACKENDS.items() if "files" in each.has]
PATIENCE = 1.0
"""Seconds to wait for the answer to what a server may take for the beginning of a request."""

linux = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux shows what a process has open.")


def head(length: int | None = None, *, path: str = "/api/mizan/call/echo", kind: str = "application/json") -> bytes:
    """Return the head of a POST; without a length its body is chunked."""
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    return f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n{size}\r\n\r\n".encode()


@pytest.fixture
def open_files(backend: Running) -> Callable[[], int]:
    """Count what the process that answers has open."""
    return lambda: len(list(Path(f"/proc/{backend.worker}/fd").iterdir()))


@pytest.fixture(autouse=True)
def still_serving(backend: Running) -> Iterator[None]:
    """After every test the same process answers the next request."""
    before = worker(backend)
    yield
    assert backend.process.poll() is None
    assert worker(backend) == before
    with backend.connect() as wire:
        answer = wire.send(
            Request("POST", "/api/mizan/call/ping", (("content-type", "application/json"),), b'{"args":{}}')
        )
    assert (answer.status, answer.body) == (200, b'{"result":"pong"}')


def worker(backend: Running) -> int | None:
    return backend.worker if sys.platform == "linux" else None


def connected(backend: Running, patience: float = TIMEOUT) -> socket.socket:
    return socket.create_connection(("127.0.0.1", backend.port), patience)


def received(connection: socket.socket) -> bytes:
    """Return what the server says until it stops or hangs up."""
    parts: list[bytes] = []
    with suppress(TimeoutError, ConnectionError):
        while part := connection.recv(65536):
            parts.append(part)
            if b"\r\n\r\n" in b"".join(parts) and part.endswith(b"}"):
                break
    return b"".join(parts)


def test_no_vector_makes_the_server_tell_of_its_inside(backend: Running) -> None:
    told: list[str] = []
    with backend.connect() as wire:
        for case in kept(backend.name):
            for exchange in run(case, wire.send):
                sent = exchange.request.body.decode("utf-8", "replace")
                text = exchange.answer.body.decode("utf-8", "replace")
                told += [f"{case.id}: {each}" for each in TRACES if each in text and each not in sent]

    assert told == []


@linux
def test_an_open_connection_is_counted(backend: Running, open_files: Callable[[], int]) -> None:
    before = settled(open_files)
    with connected(backend) as connection:
        connection.sendall(head(1000))
        time.sleep(0.05)

        assert open_files() > before


@linux
def test_the_server_keeps_no_files_open(backend: Running, open_files: Callable[[], int]) -> None:
    def everything() -> None:
        with backend.connect() as wire:
            for case in kept(backend.name):
                if case.id.startswith(("files/", "hostile/", "bodies/")):
                    assert faults(run(case, wire.send)) == []

    everything()
    before = settled(open_files)
    for _ in range(3):
        everything()

    assert settled(open_files) <= before


def settled(count: Callable[[], int]) -> int:
    """Return a count once connections that were closed have gone."""
    lowest = count()
    for _ in range(20):
        time.sleep(0.01)
        lowest = min(lowest, count())
    return lowest


@linux
@pytest.mark.parametrize("body", BROKEN_BODIES, ids=str)
def test_a_connection_may_break_in_the_middle_of_a_body(
    backend: Running, body: bytes, open_files: Callable[[], int]
) -> None:
    before = settled(open_files)
    for _ in range(20):
        with connected(backend) as connection:
            connection.sendall(head(1000) + body)
    for _ in range(20):
        with connected(backend) as connection:
            connection.sendall(head() + b"%x\r\n%b" % (len(body) + 5, body))

    assert settled(open_files) <= before


@linux
@pytest.mark.parametrize("backend", TAKES_FILES, indirect=True)
def test_a_connection_may_break_in_the_middle_of_an_upload(backend: Running, open_files: Callable[[], int]) -> None:
    before = settled(open_files)
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    for _ in range(10):
        with connected(backend) as connection:
            connection.sendall(
                head(5 * MEGABYTE, path="/api/mizan/call/store_file", kind="multipart/form-data; boundary=x")
                + part
                + b"x" * (2 * MEGABYTE)
            )

    assert settled(open_files) <= before


def test_slow_senders_hold_nobody_up(backend: Running) -> None:
    """How long a sender may take is the front server's business; that others are served meanwhile is ours."""
    with ExitStack() as stack:
        slow = [stack.enter_context(connected(backend)) for _ in range(50)]
        for connection in slow:
            connection.sendall(head(28))
        with backend.connect() as wire:  # the slow ones end only further down
            assert wire.send(Request("GET", "/api/mizan/context/global", (), b"")).status == 200

        for byte in b'{"args":{"text":"patience"}}':
            for connection in slow[:5]:
                connection.sendall(bytes([byte]))
        for connection in slow[:5]:
            assert received(connection).endswith(b'{"result":{"message":"patience"}}')


@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "with a length"])
@pytest.mark.parametrize("size", [5 * MEGABYTE, 20 * MEGABYTE])
def test_a_body_of_megabytes_is_refused(backend: Running, size: int, chunked: bool) -> None:
    body = b'{"args":{"text":"' + b"x" * size + b'"}}'

    with backend.connect() as wire:
        answer = wire.send(
            Request("POST", "/api/mizan/call/echo", (("content-type", "application/json"),), body, chunked)
        )

    assert code(answer) == (413, "PAYLOAD_TOO_LARGE")


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, json.loads(answer.body)["error"]["code"]


@pytest.mark.parametrize(
    "target",
    [
        "http://evil.example/api/mizan/context/global",
        "http://evil.example/api/mizan/call/none",
        "//evil.example/api/mizan/context/global",
        "/api/mizan/context/global#fragment",
        "*",
        "/api/mizan/call/" + "a" * 20_000,
        "/api/mizan/context/user?params=" + "%7B" * 6_000,
    ],
    ids=lambda target: target[:40],
)
def test_a_target_of_another_form_is_answered_or_refused(backend: Running, target: str) -> None:
    with connected(backend) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = received(connection)

    assert re.match(rb"HTTP/1.1 (200|400|404|405|414) ", answer), answer[:200]
    assert b"location:" not in answer.lower()
    assert b"evil" not in answer


@pytest.mark.parametrize(
    "message",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00" * 100,
        b"GET\r\n\r\n",
        b"POST /api/mizan/call/echo HTTP/9.9\r\n\r\n",
        head(5)[:-2] + b"Content-Length: 6\r\n\r\n{}",
        head(5)[:-2] + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        head(-1) + b"{}",
        head(5).replace(b" 5\r", b" " + b"9" * 5000 + b"\r") + b"{}",
        head()[:-2] + b"\r\nzz\r\n{}",
        b"POST /api/mizan/call/echo HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 50_000 + b"\r\n",
        b"POST /api/mizan/call/echo HTTP/1.1\r\nHost: x\r\n__proto__: x\r\n: y\r\n\r\n",
    ],
    ids=lambda message: str(message[-40:]),
)
def test_what_is_no_http_is_refused(backend: Running, message: bytes) -> None:
    with connected(backend, PATIENCE) as connection:
        with suppress(ConnectionError):
            connection.sendall(message)
        answer = received(connection)

    assert not answer.startswith(b"HTTP/1.1 2")
    assert b"Traceback" not in answer


def test_patterns_of_the_document_are_no_trap(backend: Running) -> None:
    """A generic client that backtracks is not held up by a pattern that this document gave it."""
    patterns = set(patterns_of(json.loads(exported(backend.name))))
    assert patterns
    for pattern in patterns:
        compiled = re.compile(pattern)
        for probe in ("a" * 50_000 + "!", "1" * 50_000 + "!", '{"' + "a" * 50_000 + "!", "P" + "1" * 50_000 + "!"):
            started = time.process_time()
            compiled.search(probe)
            assert time.process_time() - started < 0.05, pattern


def patterns_of(value: Any) -> Iterator[str]:
    """Yield every `pattern` of a schema."""
    if isinstance(value, list):
        for each in cast(list[Any], value):
            yield from patterns_of(each)
    elif isinstance(value, dict):
        for name, each in cast(dict[str, Any], value).items():
            if name == "pattern" and isinstance(each, str):
                yield each
            yield from patterns_of(each)
