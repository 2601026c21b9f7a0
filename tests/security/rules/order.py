"""What is asked first: who is turned away learns nothing of what comes later."""

from __future__ import annotations

from collections.abc import Iterator

from tests.afi.wire import Request

from ..hostile import CONTENT_TYPES, INVALID, ORIGINS, UNREADABLE, VERY_DEEP
from ..target import Target, code, essence
from ..transports import BOUNDARY, FILE, POSTED, TO_FUNCTIONS, Headers, Transport, multipart, part
from .rule import rule, unless

REFUSED = {"anonymous": "UNAUTHENTICATED", "nobody": "UNAUTHENTICATED", "user": "FORBIDDEN", "root": "FORBIDDEN"}
"""Who may not pass a door for staff, and what he is told."""

FOREIGN: Headers = (("cookie", "identity=staff"), ("origin", ORIGINS[0]), ("sec-fetch-site", "cross-site"))


@rule(*TO_FUNCTIONS)
def refused_callers_learn_nothing(target: Target, transport: Transport) -> Iterator[str]:
    for who, told in REFUSED.items():
        valid = target.send(transport.request("locked", who=who))
        yield from unless(code(valid) == told, f"{who} is answered {valid.status} {valid.body[:200]!r}")
        for what, request in _invalid(transport, who) if who in ("anonymous", "user") else ():
            answer = target.send(request)
            if essence(answer) != essence(valid):
                yield f"{who} with {what} is answered {answer.status} {answer.body[:200]!r}, not as if all were valid"


@rule("call-json", "call-multipart", "context-post", "live")
def foreign_pages_learn_nothing(target: Target, transport: Transport) -> Iterator[str]:
    valid = target.send(transport.request("locked", headers=FOREIGN))
    yield from unless(code(valid) == "CSRF_FAILED", f"the answer is {valid.status} {valid.body[:200]!r}")
    for what, request in _invalid(transport, "anonymous", FOREIGN):
        answer = target.send(request)
        if essence(answer) != essence(valid):
            yield f"with {what} the answer is {answer.status} {answer.body[:200]!r}"


@rule(*POSTED)
def content_comes_before_identity(target: Target, transport: Transport) -> Iterator[str]:
    """Bodies that nobody wants are told so whoever sends them, so that they are not read to find out who it is."""
    for headers in ((), FOREIGN):
        kinds = [("content-type", each) for each in CONTENT_TYPES if each is not None]
        for kind in kinds:
            answer = target.send(transport.request("locked", headers=(kind, *headers)))
            yield from unless(code(answer) == "UNSUPPORTED_MEDIA_TYPE", f"{kind}: {answer.status} {answer.body[:99]!r}")


def _invalid(transport: Transport, who: str, headers: Headers = ()) -> Iterator[tuple[str, Request]]:
    for what, arguments in {**UNREADABLE, **INVALID}.items():
        yield what, transport.request("locked", arguments, who=who, headers=headers)
    for what, whole in _wholes(transport).items():
        yield what, transport.holding("locked", whole, who=who, headers=headers)
    for name, value in (
        *(("idempotency-key", each) for each in ("", " ", "\xe9", "k" * 65)),
        *(("mizan-sig", each) for each in ("AAAAAAAAAAA", "", "x" * 5000)),
        *(("mizan-origin", each) for each in ("", "x" * 65, "\xe9")),
    ):
        yield f"{name}: {value[:20]!r}", transport.request("locked", who=who, headers=(*headers, (name, value)))


def _wholes(transport: Transport) -> dict[str, bytes]:
    """Return bodies, or query strings, that are wrong as such."""
    if transport.name == "context-get":
        queries = ("x=1", "params", "params=%7B%7D&params=%7B%7D", "params=", "params=%zz", "params=%ff", "&", "=")
        return {f"?{each}": each.encode() for each in (*queries, "params=%7B%20%7D", "params={}#x")}
    if transport.name == "call-multipart":
        return {
            "empty": b"",
            "no multipart": b"{}",
            "broken off": multipart(part("args", b"{}"), FILE)[:-20],
            "no file": multipart(part("args", b"{}")),
            "file of another name": multipart(part("other", b"x", "a.txt")),
            "file where a text is": multipart(part("args", b"{}", "a.txt"), FILE),
            "file without a name": multipart(part("file", b"x", "..")),
            "mounted": multipart(part("mounted", b"5"), FILE),
            "unnamed part": f"--{BOUNDARY}\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode(),
        }
    wholes = {**UNREADABLE, **INVALID, "very deep": VERY_DEEP["100,000 arrays"], "empty": b"", "blank": b" \n"}
    wholes |= {"mounted": b'{"mounted":5}', "args": b'{"args":5}', "params": b'{"params":5}', "only": b'{"only":5}'}
    return wholes
