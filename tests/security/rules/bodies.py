"""What is sent: what no two readers would understand alike, what is too much, and what is more than was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mizan_core.http import BODY_LIMIT, UPLOAD_LIMIT

from ..hostile import CONTENT_TYPES, INVALID, UNREADABLE, VERY_DEEP
from ..target import Target, code
from ..transports import JSON, MULTIPART, POSTED, TO_FUNCTIONS, Transport
from .rule import rule, unless


@rule()
def only_json_is_read(target: Target, transport: Transport) -> Iterator[str]:
    hostile = {**UNREADABLE, **({} if transport.kind is None else VERY_DEEP)}  # a URL ends at 64 KiB
    for what, arguments in hostile.items():
        answer = target.send(transport.request("open", arguments))
        yield from unless(code(answer) == "BAD_REQUEST", f"{what}: {answer.status} {answer.body[:200]!r}")
    healthy = target.send(transport.request("open"))
    yield from unless(healthy.status == 200, f"what is fine: {healthy.status} {healthy.body[:200]!r}")


@rule(*POSTED)
def only_json_is_read_as_a_whole(target: Target, transport: Transport) -> Iterator[str]:
    for what, whole in {**UNREADABLE, **VERY_DEEP, "empty": b"", "blank": b" "}.items():
        answer = target.send(transport.holding("open", whole))
        yield from unless(code(answer) == "BAD_REQUEST", f"{what}: {answer.status} {answer.body[:200]!r}")


@rule(*POSTED)
def only_the_declared_type_is_read(target: Target, transport: Transport) -> Iterator[str]:
    kinds = [each for each in (*CONTENT_TYPES, MULTIPART) if each is None or transport.kind != each]
    for kind in kinds:
        request = transport.request("open", headers=() if kind is None else (("content-type", kind),))
        if kind is None:
            request = replace(request, headers=())
        answer = target.send(request)
        yield from unless(code(answer) == "UNSUPPORTED_MEDIA_TYPE", f"{kind}: {answer.status} {answer.body[:99]!r}")
    for kind in (JSON, f"{JSON}; charset=utf-8", f'{JSON.upper()};Charset="UTF-8"'):
        answer = target.send(transport.request("open", headers=(("content-type", kind),)))
        yield from unless(answer.status != 415, f"{kind} is refused")


@rule(*POSTED)
def nobody_sends_too_much(target: Target, transport: Transport) -> Iterator[str]:
    limit = UPLOAD_LIMIT if transport.name == "call-multipart" else BODY_LIMIT
    whole = transport.wrap(b'{"value":"%b"}' % (b"x" * limit))
    for door in ("open", "locked"):
        for chunked in (False, True)[: 1 + target.shape.takes_chunks]:
            answer = target.send(replace(transport.holding(door, whole), chunked=chunked))
            details = json.loads(answer.body).get("error", {}).get("details")
            told = (code(answer), details) == ("PAYLOAD_TOO_LARGE", {"limit": limit})
            yield from unless(told, f"{door}, chunked {chunked}: {answer.status} {answer.body[:200]!r}")


@rule("call-json", "context-post")
def what_fits_is_read(target: Target, transport: Transport) -> Iterator[str]:
    """What has many names, or is as long as it may be, is data all the same."""
    names = b'{"value":{%b}}' % b",".join(b'"%05d":1' % number for number in range(100_000))
    answer = target.send(transport.request("open", names))
    yield from unless(answer.status == 200, f"100,000 names: {answer.status} {answer.body[:200]!r}")
    empty = len(transport.wrap(b'{"value":""}'))
    answer = target.send(transport.request("open", b'{"value":"%b"}' % (b"x" * (BODY_LIMIT - empty))))
    yield from unless(answer.status == 200, f"a body of the limit: {answer.status} {answer.body[:200]!r}")


@rule()
def nothing_but_what_is_declared_is_taken(target: Target, transport: Transport) -> Iterator[str]:
    for what, arguments in INVALID.items():
        if transport.name == "live" and what not in ("array", "number", "text", "null"):
            continue  # params of an instance that nobody has read: it is not watched
        answer = target.send(transport.request("open", arguments))
        yield from unless(code(answer) == "VALIDATION_ERROR", f"{what}: {answer.status} {answer.body[:200]!r}")
    for name in ("is_staff", "_connector", "user__password", "model_fields_set", "request", "self", "response"):
        whole = transport.wrap(json.dumps({"value": 1, name: True}).encode())
        if transport.name == "live":
            whole = json.dumps({"watch": [], name: True}).encode()
        answer = target.send(transport.holding("open", whole))
        yield from unless(code(answer) == "VALIDATION_ERROR", f"{name}: {answer.status} {answer.body[:200]!r}")


CONVERTED: dict[str, tuple[Any, ...]] = {
    "number": ("5", " 5 ", "5_0", True, 5.5, [5]),
    "day": (1700000000, [2026, 1, 1]),
    "choice": (0, ["a"]),
    "word": (5, None, ["a"]),
    "by_name": ([["a", 1]],),
}
"""What is near enough for lax readers."""


@rule(*TO_FUNCTIONS)
def no_type_is_converted(target: Target, transport: Transport) -> Iterator[str]:
    for name, values in CONVERTED.items():
        for value in values:
            arguments = json.dumps({"value": {name: value}}, separators=(",", ":")).encode()
            answer = target.send(transport.request("typed", arguments))
            yield from unless(code(answer) == "VALIDATION_ERROR", f"{name} of {value!r}: {answer.body[:200]!r}")
