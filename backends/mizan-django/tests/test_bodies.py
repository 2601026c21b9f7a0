"""Bodies as a WSGI server hands them over."""

from __future__ import annotations

import json
from contextlib import closing
from io import BytesIO
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory
from mizan_core import register
from mizan_core.client.function import client


@pytest.mark.usefixtures("registry")
def test_a_body_that_breaks_off_is_refused_even_where_what_arrived_makes_sense() -> None:
    ran: list[int] = []

    @register
    @client
    def run() -> None:
        ran.append(1)

    body = b'{"args":{}}'
    broken, whole = [posted("run", body, len(body) + missing) for missing in (1, 0)]

    assert broken == ("400 Bad Request", "BAD_REQUEST")
    assert whole == ("200 OK", None)
    assert ran == [1]


def posted(name: str, body: bytes, declared: int) -> tuple[str, str | None]:
    """Call a function whose client said how long the body would be; return the status and the error's code."""
    environ: dict[str, Any] = RequestFactory().post(f"/api/mizan/call/{name}", content_type="application/json").environ
    environ |= {"CONTENT_LENGTH": str(declared), "wsgi.input": BytesIO(body)}
    lines: list[str] = []
    response: Any = get_wsgi_application()(environ, lambda status, *_: lines.append(status))
    with closing(response):
        return lines[0], json.loads(b"".join(response)).get("error", {}).get("code")
