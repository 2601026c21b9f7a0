"""Replies as ASGI messages."""

from __future__ import annotations

from collections.abc import Iterable

from mizan_core.dispatch import HEADERS, Headers, Reply
from mizan_core.http import is_field_name, one_line
from starlette.types import Send

RawHeaders = list[tuple[bytes, bytes]]


async def send_reply(
    send: Send, reply: Reply, further: Iterable[tuple[bytes, bytes]] = (), *, head: bool = False
) -> None:
    """Send a reply; `head` leaves out the body but not its length."""
    headers = [
        *_raw(reply.headers),
        *map(_sendable, filter(_is_named, further)),
        (b"content-length", b"%d" % len(reply.body)),
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else reply.body})


def _is_named(header: tuple[bytes, bytes]) -> bool:
    return is_field_name(header[0].decode("latin-1"))


def _sendable(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    return header[0], one_line(header[1].decode("latin-1")).encode("latin-1")


def _raw(headers: Headers) -> RawHeaders:
    if headers is HEADERS:
        return _USUAL
    return [(name.encode("latin-1"), one_line(value).encode("latin-1")) for name, value in headers]


_USUAL: RawHeaders = [(name.encode(), value.encode()) for name, value in HEADERS]
