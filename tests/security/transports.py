"""The ways in which JSON reaches a function: each takes the same text to a door of the attacked application."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tests.afi.messages import MOUNT
from tests.afi.wire import Request

Headers = Sequence[tuple[str, str]]

JSON = "application/json"
BOUNDARY = "security-boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


@dataclass(frozen=True, slots=True)
class Transport:
    """One way. The doors are `open`, `locked` (for staff), `typed` and `crash`.

    Attributes:
        name: how it is called in tests.
        method: that of its requests.
        path: the path of a door, below the mount point.
        wrap: from the JSON of the arguments to the body, or to the query string of a GET.
        kind: the content type of the body; None for a GET.
    """

    name: str
    method: str
    path: Callable[[str], str]
    wrap: Callable[[bytes], bytes]
    kind: str | None = JSON

    def request(
        self, door: str, arguments: bytes = b'{"value":1}', *, who: str = "anonymous", headers: Headers = ()
    ) -> Request:
        """Return a request for a door with the JSON of its arguments, valid or not."""
        return self.holding(door, self.wrap(arguments), who=who, headers=headers)

    def holding(self, door: str, whole: bytes, *, who: str = "anonymous", headers: Headers = ()) -> Request:
        """Return a request with this whole body, or query string."""
        named = {name.lower() for name, _ in headers}
        own: list[tuple[str, str]] = (
            [] if self.kind is None or "content-type" in named else [("content-type", self.kind)]
        )
        if who != "anonymous":
            own.append(("x-test-identity", who))
        path = MOUNT + self.path(door)
        if self.kind is None:
            return Request(self.method, f"{path}?{whole.decode('latin-1')}" if whole else path, (*own, *headers), b"")
        return Request(self.method, path, (*own, *headers), whole)


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    """Return one part of a multipart body."""
    file = "" if filename is None else f'; filename="{filename}"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def multipart(*parts: bytes) -> bytes:
    """Return a multipart body."""
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


FILE = part("file", b"content", "a.txt")

CALL_JSON = Transport(
    "call-json", "POST", lambda door: f"/call/secure.{door}", lambda arguments: b'{"args":%b}' % arguments
)
CALL_MULTIPART = Transport(
    "call-multipart",
    "POST",
    lambda door: f"/call/secure.{door}_upload",
    lambda arguments: multipart(part("args", arguments), FILE),
    MULTIPART,
)
CONTEXT_GET = Transport(
    "context-get",
    "GET",
    lambda door: f"/context/secure_{door}",
    lambda arguments: b"params=" + quote(arguments).encode(),
    None,
)
CONTEXT_POST = Transport(
    "context-post", "POST", lambda door: f"/context/secure_{door}", lambda arguments: b'{"params":%b}' % arguments
)


def live(connection: str) -> Transport:
    """Return the way to a stream that is open: its messages name params, and know no doors."""
    return Transport(
        "live",
        "POST",
        lambda _: f"/live/{connection}",
        lambda arguments: b'{"watch":[{"context":"secure_open","params":%b,"topic":"x"}]}' % arguments,
    )


TO_FUNCTIONS: Mapping[str, Transport] = {
    each.name: each for each in (CALL_JSON, CALL_MULTIPART, CONTEXT_GET, CONTEXT_POST)
}
"""The ways that end in a function."""

ALL = (*TO_FUNCTIONS, "live")
"""The names of all ways."""

POSTED = ("call-json", "call-multipart", "context-post", "live")
"""The names of those with a body."""
