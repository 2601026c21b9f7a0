"""Replies as Django's responses."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from mizan_core.dispatch import HEADERS, Reply
from mizan_core.http import JSON, one_line


def respond(reply: Reply) -> HttpResponse:
    """Return the response of a reply; to a HEAD servers give its headers alone."""
    body = reply.body
    response: Any = HttpResponse(body, JSON, None if reply.status == 200 else reply.status)
    # By lower-case name their name and value. Django would convert each anew, which costs more than all the rest.
    headers: dict[str, tuple[str, str]] = response.headers._store
    headers.update(_USUAL)
    headers["content-length"] = ("Content-Length", str(len(body)))
    if reply.headers is not HEADERS:
        for name, value in reply.headers[len(HEADERS) :]:
            response.headers[name] = one_line(value)
    return response


_USUAL = {name: (name.title(), value) for name, value in HEADERS}
