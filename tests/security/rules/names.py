"""What is found: registered names, whole, and nothing that a name may mean to a language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

from tests.afi.messages import MOUNT
from tests.afi.wire import Request

from ..hostile import NAMES
from ..target import Target, code
from ..transports import CONTEXT_GET, CONTEXT_POST, JSON
from .rule import rule_of_servers, unless

_BODY = (("content-type", JSON),)


@rule_of_servers
def functions_are_found_by_their_whole_name(target: Target) -> Iterator[str]:
    for name in _names(target):
        for method in ("POST", "GET"):
            answer = target.send(Request(method, f"{MOUNT}/call/{quote(name, safe='')}", _BODY, b"{}"))
            yield from unless(code(answer) == "NOT_FOUND", f"{method} {name!r}: {answer.status} {answer.body[:99]!r}")
    known = target.send(Request("POST", f"{MOUNT}/call/secure.open", _BODY, b"{}"))
    yield from unless(known.status == 200, f"secure.open itself: {known.status} {known.body[:99]!r}")


@rule_of_servers
def contexts_are_found_by_their_whole_name(target: Target) -> Iterator[str]:
    for name in _names(target):
        for method, body in (("GET", b""), ("POST", b"{}")):
            answer = target.send(Request(method, f"{MOUNT}/context/{quote(name, safe='')}", _BODY, body))
            yield from unless(code(answer) == "NOT_FOUND", f"{method} {name!r}: {answer.status} {answer.body[:99]!r}")


@rule_of_servers
def queries_are_found_by_their_whole_name(target: Target) -> Iterator[str]:
    for name in NAMES:
        queries = [CONTEXT_POST.holding("open", json.dumps({"only": [name]}).encode())]
        if name and "," not in name and "\r" not in name:
            queries.append(CONTEXT_GET.holding("open", b"only=" + quote(name, safe="").encode()))
        for request in queries:
            answer = target.send(request)
            yield from unless(code(answer) == "NOT_FOUND", f"{name!r}: {answer.status} {answer.body[:99]!r}")


@rule_of_servers
def connections_are_found_by_their_whole_name(target: Target) -> Iterator[str]:
    if not target.shape.has_streams:
        return
    real = target.transport("live").path("")
    for name in (*_names(target), real.rpartition("/")[2].swapcase(), real.rpartition("/")[2][:-1]):
        answer = target.send(Request("POST", f"{MOUNT}/live/{quote(name, safe='')}", _BODY, b"{}"))
        yield from unless(code(answer) == "NOT_FOUND", f"{name!r}: {answer.status} {answer.body[:99]!r}")


def _names(target: Target) -> list[str]:
    return [each for each in NAMES if not (target.shape.cuts_line_breaks and each.endswith("\n"))]
