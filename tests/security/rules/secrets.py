"""What is told: neither what was sent, nor what went wrong inside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..hostile import SECRET, UNREADABLE
from ..target import Target, code
from ..transports import TO_FUNCTIONS, Transport
from .rule import rule, rule_of_servers, unless

CANARY = "c4n4ry"
CANARIES: tuple[Any, ...] = (
    CANARY,
    f"{CANARY}'\"\\\n\u00e9",
    f"  {CANARY}  ",
    CANARY * 50,
    [CANARY],
    {"name": CANARY},
    {"kind": CANARY},
    [{"kind": CANARY}],
    [{"kind": "cat", "lives": CANARY}],
    {"a": CANARY},
)
FIELDS = ("number", "day", "choice", "word", "colour", "crowd", "either", "pets", "by_name")


@rule(*TO_FUNCTIONS)
def what_was_sent_is_not_repeated(target: Target, transport: Transport) -> Iterator[str]:
    for field in FIELDS:
        for value in CANARIES:
            if field == "by_name" and isinstance(value, dict) and "a" not in value:
                continue
            arguments = json.dumps({"value": {field: value}}, separators=(",", ":"), ensure_ascii=False).encode()
            answer = target.send(transport.request("typed", arguments))
            if CANARY.encode() in answer.body and not _is_free(answer.body):
                yield f"{field} of {value!r}: {answer.body[:300]!r}"
            yield from unless(code(answer) in ("VALIDATION_ERROR", None), f"{field}: {answer.status} {answer.body!r}")
    for what, broken in UNREADABLE.items():
        answer = target.send(transport.request("open", broken.replace(b"value", CANARY.encode())))
        yield from unless(CANARY.encode() not in answer.body, f"{what}: {answer.body[:300]!r}")


def _is_free(body: bytes) -> bool:
    """Tell whether an answer holds what was sent because it spells params canonically, which it may."""
    return b'"canonical"' in body


@rule(*TO_FUNCTIONS)
def crashes_tell_nothing(target: Target, transport: Transport) -> Iterator[str]:
    messages: set[str] = set()
    for value in (CANARY, f"<script>{CANARY}"):
        answer = target.send(transport.request("crash", json.dumps({"value": value}, separators=(",", ":")).encode()))
        body = json.loads(answer.body)
        error = body.get("error") or next(iter(body["errors"].values()))
        messages.add(error["message"])
        yield from unless(error["code"] == "INTERNAL_ERROR", f"{answer.status} {answer.body!r}")
        yield from unless([*error["details"]] == ["id"], f"{error['details']}")
        yield from unless(not any(each in answer.body.decode() for each in (CANARY, SECRET)), f"{answer.body!r}")
    yield from unless(len(messages) == 1, f"the message differs: {messages}")


@rule_of_servers
def crashes_of_rules_and_results_tell_nothing(target: Target) -> Iterator[str]:
    call = TO_FUNCTIONS["call-json"]
    for door in ("crashing_rule", "misfit"):
        answer = target.send(call.request(door, json.dumps({"value": CANARY}, separators=(",", ":")).encode()))
        yield from unless(answer.status == 500, f"{door}: {answer.status} {answer.body!r}")
        yield from unless(CANARY.encode() not in answer.body, f"{door}: {answer.body!r}")
