"""Multipart bodies, read strictly and alike by every backend: RFC 7578 as browsers write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .errors import BadRequest

MAX_PARTS = 100
"""Files in one body, and texts in one body."""

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_BARE = rb'[^\x00-\x20\x7f"\\;]+'
_QUOTED = rb'"((?:[^"\\]|\\(?!"))*)"'  # whether \" ends a name is read in two ways, so it stands in none
_PARAMETER = re.compile(rb";[ \t]*(%b)=(?:(%b)|%b)[ \t]*" % (_TOKEN, _BARE, _QUOTED))
_HEADER = re.compile(rb"(%b):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)" % _TOKEN)
_BOUNDARY = re.compile(rb"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_VERBATIM = ("7bit", "8bit", "binary")
"""The transfer encodings that are none."""


class Part(NamedTuple):
    """One part; `filename` is None where it is no file."""

    name: str
    filename: str | None
    content_type: str
    content: bytes


def read_parts(content_type: str, body: bytes, max_files: int = MAX_PARTS) -> list[Part]:
    """Return the parts of a multipart body, in their order.

    Raises:
        BadRequest: the body is not what its content type says, or what two readers could understand differently.
    """
    parts = [_part(*each) for each in _sections(_boundary(content_type), body)]
    files = sum(each.filename is not None for each in parts)
    if files > max_files or len(parts) - files > MAX_PARTS:
        raise _unreadable("it has too many parts")
    return parts


def _boundary(content_type: str) -> bytes:
    _, parameters = _with_parameters(content_type.encode("latin-1", "replace"))
    boundary = parameters.get(b"boundary", b"")
    if not _BOUNDARY.fullmatch(boundary):
        raise _unreadable("its content type names no boundary")
    return boundary


def _sections(boundary: bytes, body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the head and the content of each part."""
    delimiter = b"\r\n--" + boundary
    if not body.startswith(delimiter[2:]):
        raise _unreadable("it does not start with its boundary")
    position = len(delimiter) - 2
    while body.startswith(b"\r\n", position):
        end = body.find(delimiter, position)
        blank = body.find(b"\r\n\r\n", position, end)
        if end < 0 or blank < 0:
            raise _unreadable("it breaks off")
        yield body[position + 2 : blank], body[blank + 4 : end]
        position = end + len(delimiter)
    if body[position : position + 5] not in (b"--", b"--\r\n"):
        raise _unreadable("it does not end with its boundary")


def _part(head: bytes, content: bytes) -> Part:
    headers = _headers(head)
    kind, parameters = _with_parameters(headers.get("content-disposition", b""))
    if kind != b"form-data" or b"name" not in parameters or any(each.endswith(b"*") for each in parameters):
        raise _unreadable("a part has no name")
    if _text(headers.get("content-transfer-encoding", b"binary")).lower() not in _VERBATIM:
        raise _unreadable("a part is encoded")
    filename = _text(parameters.get(b"filename", b""))
    return Part(
        _text(parameters[b"name"]),
        _last_component(filename) if filename else None,
        _text(headers.get("content-type", b"")),
        content,
    )


def _headers(head: bytes) -> dict[str, bytes]:
    headers: dict[str, bytes] = {}
    for line in head.split(b"\r\n"):
        match = _HEADER.fullmatch(line)
        name = match[1].decode().lower() if match else ""
        if match is None or name in headers:
            raise _unreadable("a part has a broken header")
        headers[name] = match[2].rstrip(b" \t")
    return headers


def _with_parameters(value: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """Return a header's value and its parameters, both names in lower case."""
    kind, semicolon, _ = value.partition(b";")
    position = len(kind)
    parameters: dict[bytes, bytes] = {}
    while semicolon and position < len(value):
        match = _PARAMETER.match(value, position)
        if match is None or match[1].lower() in parameters:
            raise _unreadable("a header has a broken parameter")
        parameters[match[1].lower()] = match[3] if match[2] is None else match[2]
        position = match.end()
    return kind.strip(b" \t").lower(), parameters


def _last_component(filename: str) -> str:
    """Return a file's name without directories and without what cannot be seen, as RFC 7578 advises."""
    name = "".join(each for each in re.split(r"[/\\]", filename)[-1] if each.isprintable())
    if name in ("", ".", ".."):
        raise _unreadable("a file has no name")
    return name


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise _unreadable("a header is not UTF-8") from None


def _unreadable(why: str) -> BadRequest:
    return BadRequest(f"The multipart body cannot be read: {why}.")
