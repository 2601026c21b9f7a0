"""Where a request comes from, and where it says that it goes to."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.afi.messages import MOUNT
from tests.afi.wire import Request

from ..hostile import HOSTS, ORIGINS
from ..target import Target, code
from ..transports import JSON, POSTED, Headers, Transport
from .rule import rule, rule_of_servers, unless

COOKIE = ("cookie", "identity=staff; csrftoken=0123456789abcdefABCDEF0123456789")
TOKEN = ("x-csrftoken", "0123456789abcdefABCDEF0123456789")
OURS = ("mizan-protocol", "1")


@rule(*POSTED)
def foreign_pages_write_nothing(target: Target, transport: Transport) -> Iterator[str]:
    for what, headers in _foreign(fastapi=target.shape.is_fastapi):
        answer = target.send(transport.request("open", headers=(COOKIE, *headers)))
        yield from unless(code(answer) == "CSRF_FAILED", f"{what}: {answer.status} {answer.body[:200]!r}")
    for scheme in ("Basic", "digest", "Negotiate", "NTLM"):
        for origin in ("https://evil.example", "null"):
            credentials = (("authorization", f"{scheme} dXNlcjpzZWNyZXQ="), ("origin", origin))
            answer = target.send(transport.request("open", headers=credentials))
            yield from unless(code(answer) == "CSRF_FAILED", f"{scheme} from {origin}: {answer.status} {answer.body!r}")
    for what, headers in _own(_token(target), fastapi=target.shape.is_fastapi):
        answer = target.send(transport.request("open", headers=headers))
        yield from unless(answer.status == 200, f"{what}: {answer.status} {answer.body[:200]!r}")


def _foreign(*, fastapi: bool) -> Iterator[tuple[str, Headers]]:
    """Yield what the pages of others can make a browser send, with cookies."""
    yield "nothing", ()
    for origin in ORIGINS:
        yield f"origin {origin}", (OURS, TOKEN, ("origin", origin))
        yield f"origin {origin}, cross-site", (OURS, TOKEN, ("origin", origin), ("sec-fetch-site", "cross-site"))
    if fastapi:
        for site in ("cross-site", "same-site", "none", "", "Same-Origin", "same-origin, cross-site"):
            yield f"site {site}", (OURS, ("sec-fetch-site", site))
        yield "without our header", (("sec-fetch-site", "same-origin"), ("origin", "https://app.example"))
    else:
        yield "without a token", (OURS, ("origin", "https://app.example"), ("sec-fetch-site", "same-origin"))
        yield "another token", (OURS, ("x-csrftoken", "f" * 32))


def _token(target: Target) -> str:
    """Return a token of the session's user, as programs are given it."""
    request = Request("POST", f"{MOUNT}/token", (("content-type", JSON), ("x-test-identity", "user")), b"{}")
    return json.loads(target.raw(request).body)["token"]


def _own(token: str, *, fastapi: bool) -> Iterator[tuple[str, Headers]]:
    """Yield what our own client sends, and what programs without cookies do."""
    yield "no cookies", ()
    yield "no cookies, though an origin", (("origin", ORIGINS[0]),)
    yield "basic, by a program", (("authorization", "Basic dXNlcjpzZWNyZXQ="),)
    yield "bearer", (("authorization", f"Bearer {token}"),)
    if fastapi:
        yield "our page", (COOKIE, OURS, ("sec-fetch-site", "same-origin"))
        yield "a page that is trusted", (COOKIE, OURS, ("origin", "https://app.example"))
    else:
        yield "our page", (COOKIE, TOKEN)
        yield "a page that is trusted", (COOKIE, TOKEN, ("origin", "https://app.example"))


@rule()
def no_other_origin_reads_answers(target: Target, transport: Transport) -> Iterator[str]:
    """That no answer has a header of CORS is noticed by the target; here is asked as browsers do before they send."""
    for origin in (*ORIGINS, "https://app.example"):
        asked = (("origin", origin), ("access-control-request-method", "POST"))
        asked += (("access-control-request-headers", "content-type,mizan-protocol"),)
        answer = target.send(Request("OPTIONS", MOUNT + transport.path("open"), asked, b""))
        yield from unless(code(answer) == "METHOD_NOT_ALLOWED", f"{origin}: {answer.status} {answer.body[:99]!r}")
        target.send(transport.request("open", headers=(("origin", origin),)))


PATHS = (
    "/context/secure_open",
    "/context/secure_open/",
    "/call/secure.open/",
    "",
    "/",
    "//",
    "/nothing",
    "//evil.example",
)
_DJANGO_REFUSES = ("with a path", "with a user", "two ports", "empty", "quotes")


@rule_of_servers
def the_host_that_a_request_names_means_nothing(target: Target) -> Iterator[str]:
    for what, host in HOSTS.items():
        for path in PATHS:
            for method in ("GET", "POST"):
                request = Request(method, MOUNT + path, (("host", host), ("content-type", JSON)), b"{}")
                where = f"{method} {path!r} at {host!r}"
                if not target.shape.is_fastapi and what in _DJANGO_REFUSES:
                    answer = target.raw(request)  # by a page of its own, before it looks for a view
                    yield from unless(answer.status == 400, f"{where}: {answer.status} {answer.body[:99]!r}")
                elif not path and not target.shape.owns_mount_point:
                    answer = target.raw(request)
                    explained = target.shape.debug and not target.shape.is_fastapi  # Django says what to write instead
                    yield from unless(answer.status in (301, 307, 404) or explained, f"{where}: {answer.status}")
                else:
                    answer = target.send(request)
                    told = answer.body.decode("utf-8", "replace") + str(answer.headers)
                    yield from unless("evil" not in told, f"{where}: {told[:300]}")
