"""Replies as Django's responses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from mizan_core.dispatch import HEADERS, Reply
from mizan_core.http import JSON, one_line

from .requests import method


def respond(request: HttpRequest, reply: Reply) -> HttpResponse:
    """Return the response of a reply; a HEAD gets its headers alone."""
    body = reply.body
    response = HttpResponse(b"" if method(request) == "HEAD" else body, status=reply.status, content_type=JSON)
    # Django would convert each header anew, which costs more than the rest of the answer.
    headers: dict[str, tuple[str, str]] = _store(response)
    headers.update(_USUAL)
    headers["content-length"] = ("Content-Length", str(len(body)))
    for name, value in reply.headers[len(HEADERS) :]:
        response.headers[name] = one_line(value)
    return response


def _store(response: Any) -> dict[str, tuple[str, str]]:
    """Return where a response keeps its headers: by lower-case name their name and value."""
    return response.headers._store


_USUAL = {name: (name.title(), value) for name, value in HEADERS}
