"""What came in: path, query and body, read within limits."""

from __future__ import annotations

from typing import Any, BinaryIO

from django.http import HttpRequest
from mizan_core.http import DRAINED, broken_off, declared_length, too_large

_PIECE = 65536


def method(request: HttpRequest) -> str:
    """Return the method as it was sent: `request.method` is in capitals, but `post` is another method than `POST`."""
    scope = getattr(request, "scope", None)
    return request.META["REQUEST_METHOD"] if scope is None else scope["method"]


def is_literal(request: HttpRequest, tail: str) -> bool:
    """Tell whether the path below the mount point was spelt as it was understood, as far as the server tells."""
    scope: Any = getattr(request, "scope", None)
    if scope is not None:
        raw: bytes | None = scope.get("raw_path")
        return raw is None or raw.endswith(b"/" + tail.encode("utf-8", "surrogateescape"))
    uri = _raw_uri(request)
    return not uri or uri.partition("?")[0].endswith("/" + tail)


def raw_query(request: HttpRequest) -> bytes:
    """Return the query string as it was sent."""
    scope = getattr(request, "scope", None)
    if scope is not None:
        query = scope.get("query_string", b"")
        return query.encode() if isinstance(query, str) else query  # AsyncClient sends text
    raw = _raw_uri(request)  # has what a server takes for a fragment, which no client sends
    query = raw.partition("?")[2] if "#" in raw else request.META.get("QUERY_STRING", "")
    return query.encode("latin-1")


def content_type(request: HttpRequest) -> str:
    return request.META.get("CONTENT_TYPE", "")


def read_body(request: Any, limit: int) -> bytes:
    """Return the whole body; `request.body` is the same afterwards.

    Raises:
        PayloadTooLarge: it is longer than `limit` bytes.
        BadRequest: the client went away, so that nobody reads this.
        RawPostDataException: somebody in front has read it and kept nothing.
    """
    declared = declared_length(request.META.get("CONTENT_LENGTH") or "")
    if declared > limit * DRAINED:
        raise too_large(limit)
    if hasattr(request, "_body") or request._read_started:  # somebody in front has read it
        body: bytes = request.body
    else:
        body = _read(_stream(request), limit)
        request._body, request._read_started = body, True
    if max(len(body), declared) > limit:
        raise too_large(limit)
    if len(body) < declared:
        raise broken_off()
    return body


def _raw_uri(request: HttpRequest) -> str:
    return request.META.get("RAW_URI") or request.META.get("REQUEST_URI") or ""


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
