"""What every answer is: JSON that no cache keeps and no browser guesses at, whose headers nobody else writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from tests.afi.messages import MOUNT
from tests.afi.wire import Request

from ..target import Target, code
from ..transports import CALL_JSON, Transport
from .rule import rule, rule_of_servers, unless

BROWSER = (("accept", "text/html,application/xhtml+xml"), ("user-agent", '"><script>'))


@rule()
def every_answer_has_the_same_headers(target: Target, transport: Transport) -> Iterator[str]:
    """The headers, and that there is no HTML, are noticed by the target; here every kind of answer is provoked."""
    for wanted, request in _kinds(transport):
        for headers in ((), BROWSER):
            answer = target.send(replace(request, headers=(*request.headers, *headers)))
            yield from unless(code(answer) == wanted, f"expected {wanted}, got {answer.status} {answer.body[:200]!r}")


def _kinds(transport: Transport) -> Iterator[tuple[str | None, Request]]:
    yield None, transport.request("open")
    yield "BAD_REQUEST", transport.request("open", b"{")
    yield "VALIDATION_ERROR", transport.request("open", b"[]")
    yield "METHOD_NOT_ALLOWED", replace(transport.request("open"), method="PUT")
    yield "NOT_FOUND", replace(transport.request("open"), target=f"{MOUNT}{transport.path('open')}/")
    yield "NOT_FOUND", replace(transport.request("open"), target=f"{MOUNT}{transport.path('open')}x")
    if transport.name != "live":
        yield "UNAUTHENTICATED", transport.request("locked")
        yield "FORBIDDEN", transport.request("locked", who="user")
        yield "INTERNAL_ERROR", transport.request("crash")
    if transport.kind is not None:
        yield "UNSUPPORTED_MEDIA_TYPE", transport.request("open", headers=(("content-type", "text/plain"),))
        yield "CSRF_FAILED", transport.request("open", headers=(("cookie", "a=b"), ("origin", "https://evil.example")))


VALUES = (
    "plain",
    "a\r\nx-evil: 1",
    "a\nset-cookie: evil=1",
    "a\rx-evil: 1",
    "a\x00b",
    "a\x0bb\x7f\x1b",
    "a\r\n\r\n<script>",
    " a ",
    "a\n",
    "\t",
    "",
    "\u00e9\u20ac\U0001f600",
    "\u2028\u0085x-evil: 1",
)
"""What somebody may want in a header's value."""


@rule_of_servers
def nobody_writes_headers_by_their_values(target: Target) -> Iterator[str]:
    for value in VALUES:
        answer = target.send(CALL_JSON.holding("header", _call(name="x-told", value=value)))
        yield from unless(code(answer) == "REFUSED", f"{value!r}: {answer.status} {answer.body[:200]!r}")
        yield from _injected(answer.headers, value)
        yield from unless(answer.header("x-told") is not None, f"{value!r}: no header at all")
        if target.shape.is_fastapi:
            answer = target.send(CALL_JSON.holding("response_header", _call(value=value)))
            wanted = 200 if value.isascii() else 500  # the framework raises where the function sets it
            yield from unless(
                answer.status == wanted, f"of a response, {value!r}: {answer.status} {answer.body[:200]!r}"
            )
            yield from _injected(answer.headers, value)


@rule_of_servers
def nobody_writes_headers_by_their_names(target: Target) -> Iterator[str]:
    for name in ("x-told\r\nx-evil", "x-told: 1\nset-cookie", "x told", "", "\u00e9", "\u20ac", "x-told\x00", ":"):
        answer = target.send(CALL_JSON.holding("header", _call(name=name, value="evil")))
        yield from unless(code(answer) == "REFUSED", f"{name!r}: {answer.status} {answer.body[:200]!r}")
        yield from _injected(answer.headers, name)
        if target.shape.is_fastapi:
            answer = target.send(CALL_JSON.holding("response_header", _call(name=name, value="evil")))
            yield from unless(answer.status in (200, 500), f"{name!r} of a response: {answer.status} {answer.body!r}")
            yield from _injected(answer.headers, name)


def _call(**arguments: str) -> bytes:
    return json.dumps({"args": arguments}).encode()


def _injected(headers: tuple[tuple[str, str], ...], what: str) -> Iterator[str]:
    for name, value in headers:
        yield from unless(name not in ("x-evil", "set-cookie"), f"{what!r} became the header {name}: {value}")
