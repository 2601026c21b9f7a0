"""What came in: path, query and body, read within limits."""

from __future__ import annotations

from typing import Any, BinaryIO

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from mizan_core.http import (
    DRAINED,
    broken_off,
    declared_length,
    join_parts,
    nothing_here,
    take_files,
    too_large,
    unreadable_multipart,
)
from mizan_core.parameters import Parameter

_PIECE = 65536


def check_literal(request: HttpRequest, tail: str) -> None:
    """Refuse percent-encoding below the mount point: names need none, so none is understood.

    Raises:
        NotFound: the path was spelt otherwise. Servers that do not tell how it was spelt cannot be asked.
    """
    raw = _raw_path(request)
    if raw is not None and not raw.endswith(b"/" + tail.encode("utf-8", "surrogateescape")):
        raise nothing_here()


def raw_query(request: HttpRequest) -> bytes:
    """Return the query string as it was sent."""
    scope = getattr(request, "scope", None)
    if scope is not None:
        return scope.get("query_string", b"")
    return request.META.get("QUERY_STRING", "").encode("latin-1")


def content_type(request: HttpRequest) -> str:
    return request.META.get("CONTENT_TYPE", "")


def read_body(request: Any, limit: int) -> bytes:
    """Return the whole body; `request.body` is the same afterwards.

    Raises:
        PayloadTooLarge: it is longer than `limit` bytes.
        BadRequest: the client went away, so that nobody reads this.
    """
    declared = declared_length(request.META.get("CONTENT_LENGTH") or "")
    if declared > limit * DRAINED:
        raise too_large(limit)
    if hasattr(request, "_body"):  # somebody in front has read it
        body: bytes = request._body
    else:
        body = _read(_stream(request), limit)
        request._body, request._read_started = body, True
    if max(len(body), declared) > limit:
        raise too_large(limit)
    if len(body) < declared:
        raise broken_off()
    return body


def split_multipart(
    request: Any, body: bytes, files: tuple[Parameter, ...], limit: int
) -> tuple[bytes, dict[str, Any]]:
    """Return the JSON parts as the body of a call, and the files by parameter name; Django's upload handlers apply.

    Raises:
        PayloadTooLarge: the JSON parts are larger than Django's settings allow.
        BadRequest: the body is not multipart as declared, or holds more parts than the settings allow.
        ValidationFailed: a file parameter holds text, or several files where one is wanted.
    """
    request.encoding = "utf-8"  # whatever the content type says: a JSON text is nothing else
    try:
        texts, uploads = request.POST, request.FILES
    except RequestDataTooBig:
        raise too_large(limit) from None
    except (MultiPartParserError, SuspiciousOperation, ValueError):
        raise unreadable_multipart() from None
    if not _ends(body, request.content_params.get("boundary", "")):
        raise unreadable_multipart()
    parts: dict[str, bytes] = {}
    found: dict[str, Any] = {}
    for name in dict.fromkeys([*texts, *uploads]):
        sent = [*texts.getlist(name), *uploads.getlist(name)]
        if name in ("args", "mounted"):
            parts[name] = _bytes(sent[-1], body)
        else:
            found[name] = take_files(name, [None if isinstance(each, str) else each for each in sent], files)
    return join_parts(parts), found


def _raw_path(request: HttpRequest) -> bytes | None:
    scope: Any = getattr(request, "scope", None)
    if scope is not None:
        return scope.get("raw_path")
    raw = request.META.get("RAW_URI") or request.META.get("REQUEST_URI")
    return raw.partition("?")[0].partition("#")[0].encode("latin-1") if raw else None


def _stream(request: Any) -> BinaryIO:
    """Return what to read from. Django itself takes a body without a length, as chunks have, for an empty one."""
    meta = request.META
    if meta.get("wsgi.input_terminated") and "chunked" in meta.get("HTTP_TRANSFER_ENCODING", "").lower():
        return meta["wsgi.input"]
    return request


def _read(stream: BinaryIO, limit: int) -> bytes:
    """Read to the end, or beyond the limit as far as is polite; keep no more than one byte too many."""
    try:
        body = stream.read(limit + 1)
        drained = len(body)
        while len(body) > limit and drained <= limit * DRAINED and (piece := stream.read(_PIECE)):
            drained += len(piece)
    except OSError:
        raise broken_off() from None
    return body


def _ends(body: bytes, boundary: str) -> bool:
    """Tell whether a multipart body has its last boundary. Django takes one that breaks off for a whole one."""
    last = b"--%b--" % boundary.encode("latin-1", "replace")
    return body.startswith(last) or b"\r\n" + last in body


def _bytes(value: Any, body: bytes) -> bytes:
    """Return a JSON part: browsers send it as a Blob, which arrives like a file."""
    if not isinstance(value, str):
        return value.read()
    text = value.encode()
    if "\ufffd" in value and text not in body:  # put by Django in the place of what was no UTF-8
        raise unreadable_multipart()
    return text
