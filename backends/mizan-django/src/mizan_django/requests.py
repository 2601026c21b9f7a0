"""What came in: path, query and body, read within limits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from mizan_core.http import DRAINED, broken_off, declared_length, too_large

_PIECE = 65536


def method(request: HttpRequest) -> str:
    """Return the method as it was sent: `request.method` is in capitals, but `post` is another method than `POST`."""
    scope: Any = request.__dict__.get("scope")
    return request.META["REQUEST_METHOD"] if scope is None else scope["method"]


def is_literal(request: HttpRequest, tail: str) -> bool:
    """Tell whether the path below the mount point was spelt as it was understood, as far as the server tells."""
    scope: Any = request.__dict__.get("scope")
    if scope is not None:
        raw: bytes | None = scope.get("raw_path")
        return raw is None or raw.endswith(b"/" + tail.encode("utf-8", "surrogateescape"))
    uri: str | None = request.META.get("RAW_URI") or request.META.get("REQUEST_URI")
    return not uri or uri.partition("?")[0].endswith("/" + tail)


def raw_query(request: HttpRequest) -> bytes:
    """Return the query string as it was sent."""
    scope: Any = request.__dict__.get("scope")
    if scope is not None:
        query = scope.get("query_string", b"")
        return query.encode() if isinstance(query, str) else query  # AsyncClient sends text
    uri: str = request.META.get("RAW_URI") or request.META.get("REQUEST_URI") or ""
    # It has what a server takes for a fragment, which no client sends.
    query = uri.partition("?")[2] if "#" in uri else request.META.get("QUERY_STRING", "")
    return query.encode("latin-1")


def signature(request: HttpRequest) -> str | None:
    """Return what a page says of the version of its client."""
    return request.META.get("HTTP_MIZAN_SIG")


def idempotency_key(request: HttpRequest) -> str | None:
    """Return what tells this call from others, if it is to be made once however often it is sent."""
    return request.META.get("HTTP_IDEMPOTENCY_KEY")


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
    if request._read_started or "_body" in request.__dict__:  # somebody in front has read it
        body: bytes = request.body
    else:
        request._body = body = _read(request, limit)
        request._read_started = True
    if len(body) > limit or declared > limit:
        raise too_large(limit)
    if len(body) < declared:
        raise broken_off()
    return body


def _read(request: Any, limit: int) -> bytes:
    """Read to the end, or beyond the limit as far as is polite; keep no more than one byte too many."""
    stream, meta = request, request.META
    if meta.get("wsgi.input_terminated") and "chunked" in meta.get("HTTP_TRANSFER_ENCODING", "").lower():
        stream = meta["wsgi.input"]  # Django itself takes a body without a length for an empty one
    try:
        body = stream.read(limit + 1)
        if len(body) > limit:
            drained = len(body)
            while drained <= limit * DRAINED and (piece := stream.read(_PIECE)):
                drained += len(piece)
    except OSError:
        raise broken_off() from None
    return body
