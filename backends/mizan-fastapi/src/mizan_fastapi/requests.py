"""What came in over ASGI: headers and body, read within limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from tempfile import SpooledTemporaryFile
from typing import Any, TypeAlias

from mizan_core.http import DRAINED, broken_off, declared_length, too_large
from mizan_core.multipart import Part
from starlette.datastructures import Headers, UploadFile
from starlette.types import Receive, Scope

Head: TypeAlias = Mapping[bytes, bytes]
"""The request headers by lower-case name; repeated ones are joined, as HTTP has it: cookies in a way of their own."""


def read_head(scope: Scope) -> Head:
    head: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        head[name] = head[name] + (b"; " if name == b"cookie" else b",") + value if name in head else value
    return head


def is_literal(scope: Scope, tail: str) -> bool:
    """Tell whether the path below the mount point was spelt as it was understood, as far as the server tells."""
    raw: bytes | None = scope.get("raw_path")
    return raw is None or raw.endswith(b"/" + tail.encode("utf-8", "surrogateescape"))


def header(head: Head, name: bytes) -> str | None:
    """Return a header's value, None where it is absent."""
    value = head.get(name)
    return None if value is None else value.decode("latin-1")


def signature(head: Head) -> str | None:
    """Return what a page says of the version of its client."""
    return header(head, b"mizan-sig")


def content_type(head: Head) -> str:
    return head.get(b"content-type", b"").decode("latin-1")


async def read_body(head: Head, receive: Receive, limit: int) -> bytes:
    """Return the whole body.

    Raises:
        PayloadTooLarge: it is longer than `limit` bytes.
        BadRequest: the client went away, so that nobody reads this.
    """
    declared = declared_length(head.get(b"content-length", b"").decode("latin-1"))
    if declared > limit * DRAINED:
        raise too_large(limit)
    parts: list[bytes] = []
    size, more = 0, True
    while more and size <= limit * DRAINED:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise broken_off()
        part: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(part)
        if size <= limit:
            parts.append(part)
    if max(size, declared) > limit:
        raise too_large(limit)
    return parts[0] if len(parts) == 1 else b"".join(parts)


class Files:
    """The files of one request; in memory, where the body is already."""

    def __init__(self) -> None:
        self._made: list[UploadFile] = []

    def make(self, parts: Sequence[Part]) -> Sequence[UploadFile]:
        """Return FastAPI's files of the parts of a body."""
        self._made += [_file(each) for each in parts]
        return self._made

    async def close(self) -> None:
        """Close them all."""
        for each in self._made:
            await each.close()


def _file(part: Part) -> UploadFile:
    # Starlette reads one of these without a thread, as long as it is in memory.
    file: Any = SpooledTemporaryFile()  # noqa: SIM115  # closed with the request
    file.write(part.content)
    file.seek(0)
    headers = Headers({"content-type": part.content_type} if part.content_type else {})
    return UploadFile(file, size=len(part.content), filename=part.filename, headers=headers)
