"""HTTP/1.1 by hand, so that every byte of a request is the one that a vector asks for."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Self

TIMEOUT = 5.0
"""Seconds that a server has for an answer."""

_PIECE = 65536


@dataclass(frozen=True, slots=True)
class Request:
    """What goes out; `target` is sent as it stands, a body of None has no length."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    chunked: bool = False

    def encode(self) -> bytes:
        """Return the bytes of the whole message."""
        names = {name.lower() for name, _ in self.headers}
        headers = [*self.headers]
        if "host" not in names:
            headers.insert(0, ("host", "127.0.0.1"))
        if self.chunked:
            headers.append(("transfer-encoding", "chunked"))
        elif "content-length" not in names and (self.body or self.method == "POST"):
            headers.append(("content-length", str(len(self.body))))
        head = f"{self.method} {self.target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers)
        return head.encode("latin-1") + b"\r\n" + (b"".join(_chunks(self.body)) if self.chunked else self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return a header, several of one name joined by commas, or None."""
        found = [value for each, value in self.headers if each == name]
        return ", ".join(found) if found else None

    @property
    def cookies(self) -> dict[str, str]:
        """The values of the cookies that the answer sets."""
        pairs = (value.partition(";")[0].partition("=") for name, value in self.headers if name == "set-cookie")
        return {name.strip(): value.strip() for name, _, value in pairs}


class Wire:
    """A keep-alive connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, request: Request) -> Answer:
        """Send a request and return its answer; a connection that had gone stale is renewed once."""
        reused = self._socket is not None
        try:
            return self._exchange(request)
        except ConnectionError:
            self.close()
            if not reused:
                raise
            return self._exchange(request)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _exchange(self, request: Request) -> Answer:
        connection = self._socket or socket.create_connection(("127.0.0.1", self._port), TIMEOUT)
        self._socket = connection
        complete = _push(connection, request.encode())
        with HTTPResponse(connection, method=request.method) as response:
            response.begin()
            headers = tuple((name.lower(), value) for name, value in response.getheaders())
            answer = Answer(response.status, headers, response.read())
        if response.will_close or not complete or _promised(request) > len(request.body):
            self.close()
        return answer


def _push(connection: socket.socket, data: bytes) -> bool:
    """Send until done or until the server answers early; tell whether all of it went out."""
    view = memoryview(data)
    while view:
        readable, writable, _ = select.select([connection], [connection], [], TIMEOUT)
        if readable and len(view) < len(data):
            return False
        if not writable:
            raise TimeoutError("The server reads nothing.")
        try:
            view = view[connection.send(view[:_PIECE]) :]
        except (BrokenPipeError, ConnectionResetError):
            if len(view) == len(data):
                raise
            return False
    return True


def _promised(request: Request) -> int:
    return next((int(value) for name, value in request.headers if name.lower() == "content-length"), 0)


def _chunks(body: bytes) -> Iterable[bytes]:
    for start in range(0, len(body), _PIECE):
        piece = body[start : start + _PIECE]
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"
