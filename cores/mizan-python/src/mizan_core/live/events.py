"""The events of a stream, as bytes (protocol, section 12)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pydantic_core import to_json

from .positions import Position, spell

HEADERS = (
    ("content-type", "text/event-stream"),
    ("x-accel-buffering", "no"),
)
"""What a stream has beside what every answer carries, in place of the content type of JSON."""

HEARTBEAT = b": \n\n"
"""A comment, so that nobody takes the stream for dead."""

GAP = b"event: gap\ndata: {}\n\n"
ALL = b'{"all":true}'


class Named(NamedTuple):
    """An instance in a client's own words."""

    context: str
    params: bytes


def ready(connection: str) -> bytes:
    """Return the first event: what the connection is called."""
    return b'event: ready\ndata: {"connection":%b}\n\n' % to_json(connection)


def watching(watched: Iterable[Named], refused: Iterable[Named]) -> bytes:
    """Return the answer to a wish to watch."""
    return b'event: watching\ndata: {"watch":[%b],"refused":[%b]}\n\n' % (_names(watched), _names(refused))


def stale(position: Position, targets: Iterable[bytes], origin: str | None = None) -> bytes:
    """Return what became stale of what a connection watches."""
    by = b"" if origin is None else b',"origin":%b' % to_json(origin)
    head = b"event: stale\nid: %b\n" % spell(position).encode()
    return head + b'data: {"targets":[%b]%b}\n\n' % (b",".join(targets), by)


def _names(instances: Iterable[Named]) -> bytes:
    return b",".join(b'{"context":%b,"params":%b}' % (to_json(each.context), each.params) for each in instances)
