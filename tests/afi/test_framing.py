"""How a request is cut into pieces on its way changes nothing about its answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

import pytest

from .backends import Running
from .wire import TIMEOUT, Request

ECHO = "POST /api/mizan/call/echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
PING = b"POST /api/mizan/call/ping HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
GLOBAL = b"/api/mizan/context/global HTTP/1.1\r\nhost: x\r\n\r\n"
PONG = (200, b'{"result":"pong"}')

Read = tuple[int, bytes]
"""An answer's status and body."""


@contextmanager
def connected(backend: Running) -> Iterator[tuple[socket.socket, BinaryIO]]:
    """Open a connection, and what is read from it."""
    with socket.create_connection(("127.0.0.1", backend.port), TIMEOUT) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection.makefile("rb") as reader:
            yield connection, reader


def read(reader: BinaryIO, *, head: bool = False) -> Read:
    """Read one answer and nothing of the next."""
    status = int(reader.readline().split()[1])
    length = 0
    while line := reader.readline().strip():
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    return status, b"" if head else reader.read(length)


def exchanged(backend: Running, message: bytes, answers: int) -> list[Read]:
    """Send bytes at once, and read so many answers."""
    with connected(backend) as (connection, reader):
        connection.sendall(message)
        return [read(reader) for _ in range(answers)]


def echo(text: str, headers: str = "", *, pieces: Sequence[bytes] | None = None) -> bytes:
    """Return a call of `echo`; with `pieces` its body is chunked into them."""
    body = b'{"args":{"text":"%b"}}' % text.encode()
    framing = "transfer-encoding: chunked" if pieces is not None else f"content-length: {len(body)}"
    head = f"{ECHO}{headers}{framing}\r\n\r\n"
    return head.encode() + (body if pieces is None else b"".join(pieces))


def said(text: str) -> Read:
    return 200, b'{"result":{"message":"%b"}}' % text.encode()


def test_pipelined_requests_are_answered_in_order(backend: Running) -> None:
    texts = [f"{number}" for number in range(20)]

    answers = exchanged(backend, b"".join(map(echo, texts)) + PING, len(texts) + 1)

    assert answers == [*map(said, texts), PONG]


def test_a_read_and_a_write_may_be_pipelined(backend: Running) -> None:
    first, second, third = exchanged(backend, b"GET " + GLOBAL + PING + b"GET " + GLOBAL, 3)

    assert (first, second) == (third, PONG)
    assert first[0] == 200


def chunk(data: bytes, *, extension: bytes = b"", size: str = "%x") -> bytes:
    return (size % len(data)).encode() + extension + b"\r\n" + data + b"\r\n"


HELLO = b'{"args":{"text":"hello"}}'
LAST = b"0\r\n\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        [chunk(HELLO), LAST],
        [*(chunk(bytes([byte])) for byte in HELLO), LAST],
        [chunk(HELLO[:1]), chunk(HELLO[1:3]), chunk(HELLO[3:24]), chunk(HELLO[24:]), LAST],
        [chunk(HELLO, size="%X"), LAST],
        [chunk(HELLO, size="%08x"), b"000\r\n\r\n"],
        [chunk(HELLO, extension=b";name=value"), LAST],
        [chunk(HELLO, extension=b';name="a b";other'), b"0;last\r\n\r\n"],
        [chunk(HELLO), b"0\r\nx-checksum: abc\r\n\r\n"],
    ],
    ids=["one", "bytes", "odd", "capitals", "zeros", "extension", "extensions", "trailer"],
)
def test_a_body_may_come_in_any_chunks(backend: Running, pieces: list[bytes]) -> None:
    assert exchanged(backend, echo("hello", pieces=pieces) + PING, 2) == [said("hello"), PONG]


def test_a_trailer_is_no_header(backend: Running) -> None:
    head = b"POST /api/mizan/call/whoami HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
    body = (
        b"transfer-encoding: chunked\r\ntrailer: x-test-identity\r\n\r\n2\r\n{}\r\n0\r\nx-test-identity: staff\r\n\r\n"
    )

    assert exchanged(backend, head + body, 1) == [(200, b'{"result":null}')]


@pytest.mark.parametrize("pieces", [None, [chunk(HELLO[:7]), chunk(HELLO[7:]), LAST]], ids=["length", "chunked"])
def test_a_request_may_arrive_byte_by_byte(backend: Running, pieces: list[bytes] | None) -> None:
    with connected(backend) as (connection, reader):
        for byte in echo("hello", pieces=pieces):
            connection.sendall(bytes([byte]))
            time.sleep(0.001)  # else the system sends several together

        assert read(reader) == said("hello")


def test_a_head_leaves_the_connection_in_order(backend: Running) -> None:
    with connected(backend) as (connection, reader):
        for _ in range(3):
            connection.sendall(b"HEAD " + GLOBAL)
            assert read(reader, head=True) == (200, b"")
            connection.sendall(PING)
            assert read(reader) == PONG


def test_a_head_has_the_headers_of_the_get(backend: Running) -> None:
    with backend.connect() as wire:
        get, head = (wire.send(Request(method, "/api/mizan/context/global", (), b"")) for method in ("GET", "HEAD"))

    assert (head.status, head.body) == (get.status, b"")
    assert {each for each in head.headers if each[0] != "date"} == {each for each in get.headers if each[0] != "date"}
    assert head.header("content-length") == str(len(get.body))


def test_a_client_may_wait_for_leave_to_send(backend: Running) -> None:
    with connected(backend) as (connection, reader):
        head, _, body = echo("hello", "expect: 100-continue\r\n").partition(b"\r\n\r\n")
        connection.sendall(head + b"\r\n\r\n")
        assert read(reader) == (100, b"")
        connection.sendall(body + PING)

        assert read(reader) == said("hello")
        assert read(reader) == PONG


def test_a_client_need_not_wait_for_leave_to_send(backend: Running) -> None:
    with connected(backend) as (connection, reader):
        connection.sendall(echo("hello", "expect: 100-continue\r\n"))
        first = read(reader)

        assert (read(reader) if first == (100, b"") else first) == said("hello")


@pytest.mark.parametrize("path", ["/api/mizan/call/nope", "/api/mizan/context/nope", "/api/mizan/call/user_profile"])
@pytest.mark.parametrize("method", ["POST", "GET", "PUT"])
def test_a_body_that_nobody_reads_is_no_request(backend: Running, method: str, path: str) -> None:
    smuggled = b"GET " + GLOBAL
    head = f"{method} {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {len(smuggled)}"

    first, second = exchanged(backend, head.encode() + b"\r\n\r\n" + smuggled + PING, 2)

    assert (first[0] in (404, 405), second) == (True, PONG)


def test_the_body_of_a_read_is_passed_over(backend: Running) -> None:
    get = b"GET /api/mizan/context/global HTTP/1.1\r\nhost: x\r\ncontent-length: 7\r\n\r\n{broken"

    plain, with_body, after = exchanged(backend, b"GET " + GLOBAL + get + PING, 3)

    assert (with_body, after) == (plain, PONG)
