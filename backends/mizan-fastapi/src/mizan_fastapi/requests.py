"""What came in over ASGI: headers and body, read within limits."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any, TypeAlias

from mizan_core.http import (
    DRAINED,
    MAX_PARTS,
    broken_off,
    declared_length,
    join_parts,
    take_files,
    too_large,
    unreadable_multipart,
)
from mizan_core.parameters import Parameter
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Receive, Scope

Head: TypeAlias = Mapping[bytes, bytes]
"""The request headers by lower-case name; of repeated ones the first."""


def read_head(scope: Scope) -> Head:
    return dict([*scope["headers"]][::-1])


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


async def parse_multipart(scope: Scope, body: bytes, limit: int) -> FormData:
    """Return the parts of a multipart body; close it after use.

    Raises:
        BadRequest: it is not multipart as declared, or has too many parts.
    """

    async def chunks() -> AsyncGenerator[bytes]:
        yield body
        yield b""

    parser = _Parser(Headers(scope=scope), chunks(), max_files=MAX_PARTS, max_fields=MAX_PARTS, max_part_size=limit)
    try:
        return await parser.parse()
    except (MultiPartException, KeyError, ValueError):
        raise unreadable_multipart() from None


async def split_form(form: FormData, files: tuple[Parameter, ...]) -> tuple[bytes, dict[str, Any]]:
    """Return the JSON parts as the body of a call, and the files by parameter name.

    Raises:
        BadRequest: a JSON part is no JSON.
        ValidationFailed: a file parameter holds text, or several files where one is wanted.
    """
    parts: dict[str, bytes] = {}
    found: dict[str, Any] = {}
    for name in dict.fromkeys(form.keys()):
        values = form.getlist(name)
        if name in ("args", "mounted"):
            parts[name] = await _bytes(values[-1])
        else:
            found[name] = take_files(name, [None if isinstance(each, str) else each for each in values], files)
    return join_parts(parts), found


async def _bytes(value: UploadFile | str) -> bytes:
    """Browsers send a JSON part as a Blob, which arrives like a file."""
    return value.encode() if isinstance(value, str) else await value.read()


class _Parser(MultiPartParser):
    """Starlette's parser, which would take a body that breaks off for a whole one, and text for other than UTF-8."""

    _ended = False

    def on_part_begin(self) -> None:
        self._charset = "utf-8"
        super().on_part_begin()

    def on_part_end(self) -> None:
        part = self._current_part
        if part.file is None:
            try:
                part.data.decode()
            except UnicodeDecodeError:
                raise MultiPartException("A text part is not UTF-8.") from None
        super().on_part_end()

    def on_end(self) -> None:
        self._ended = True

    async def parse(self) -> FormData:
        form = await super().parse()
        if not self._ended:
            for file in self._files_to_close_on_error:
                file.close()
            raise MultiPartException("The last boundary is missing.")
        return form
