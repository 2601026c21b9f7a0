"""What HTTP says of a request for `live`, read strictly and alike by every backend."""

from __future__ import annotations

from ..dispatch import HEADERS, Headers, Reply
from ..errors import BadRequest, LiveUnavailable, MethodNotAllowed, NotFound
from ..http import nothing_here
from .service import Service

STREAM_HEADERS: Headers = (
    ("content-type", "text/event-stream"),
    *(each for each in HEADERS if each[0] != "content-type"),
    ("x-accel-buffering", "no"),
)
"""What a stream carries: the headers of every answer, and that no proxy may keep it back."""

DONE = Reply(200, b'{"result":null}')
"""What a message to a connection is answered."""


def is_live(tail: str) -> bool:
    """Tell whether a path below the mount point is one of live."""
    return tail == "live" or tail.startswith("live/")


def connection_of(
    tail: str, method: str, service: Service | None, *, unavailable: str | None = None
) -> tuple[Service, str]:
    """Return what serves live, and the connection that `live/{connection}` names; none where a stream is asked for.

    Args:
        tail: the path below the mount point.
        method: as it was sent.
        service: what serves live; None where it is off.
        unavailable: why no streams can be kept open here, if so.

    Raises:
        NotFound: nothing is live here, or there is no such connection.
        MethodNotAllowed: it is asked for by another method.
        LiveUnavailable: no streams can be kept open.
    """
    if service is None:
        raise NotFound("Nothing is live on this server.")
    _, slash, name = tail.partition("/")
    if slash and not name:
        raise nothing_here()
    allowed = "POST" if slash else "GET"
    if method != allowed:
        raise MethodNotAllowed(allow=allowed)
    if unavailable is not None:
        raise LiveUnavailable(unavailable)
    if slash:
        service.check(name)
    return service, name


def check_query(query: bytes) -> None:
    """Raise BadRequest if there is a query string: a stream has nothing to say by one."""
    if query:
        raise BadRequest("A stream takes no query string: what to watch is sent by POST live/{connection}.")
