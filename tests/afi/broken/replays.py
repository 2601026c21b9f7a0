"""Faults in calls that bear an `Idempotency-Key`."""

from __future__ import annotations

import re
import secrets

from ..wire import Answer, Request
from .fault import (
    Json,
    Send,
    called,
    fault,
    header,
    members,
    on_answer,
    on_json,
    on_request,
    refusing,
    sending,
    with_json,
)

_KEY = re.compile(r"[!-~]{1,64}", re.ASCII)

_first: dict[str, tuple[Request, Answer]] = {}
"""By key the first call that bore it, and its answer."""


def _key(request: Request) -> str | None:
    return header(request, "idempotency-key") if called(request) else None


def _answer_to_the_first(key: str, request: Request, send: Send) -> Answer:
    """Return what was answered under this key before; now, if this is the first call with it."""
    if key not in _first:
        _first[key] = (request, send(request))
    return _first[key][1]


@on_request("ONCE-1 ONCE-2 ONCE-4 ONCE-6 ONCE-7")
def runs_every_time(request: Request) -> Request:
    return sending(request, "idempotency-key", None)


@on_answer("ONCE-2 ONCE-4")
def takes_whatever_bears_a_key(request: Request, answer: Answer) -> Answer:
    refused = _key(request) is not None and answer.status in (400, 409)
    return with_json(answer, {"result": 1}, 200) if refused else answer


@on_answer("ONCE-2")
def takes_letters_and_digits_alone(request: Request, answer: Answer) -> Answer:
    key = _key(request)
    return answer if key is None or (key.isalnum() and len(key) < 40) else refusing(answer, 400, "BAD_REQUEST")


@on_request("ONCE-1")
def takes_the_arguments_for_a_key(request: Request) -> Request:
    return sending(request, "idempotency-key", request.body.hex()[-64:]) if called(request) else request


@fault("ONCE-3 ONCE-8")
def answers_whoever_has_the_key(request: Request, send: Send) -> Answer:
    key = _key(request)
    if key is None or not _KEY.fullmatch(key):
        return send(request)
    before = _first.get(key)
    if before is not None:
        return before[1]
    answer = send(request)
    if answer.status == 200:
        _first[key] = (request, answer)
    return answer


@on_request("ONCE-3")
def tells_nobody_from_anonymous(request: Request) -> Request:
    key = _key(request)
    nobody = key is not None and header(request, "x-test-identity") == "nobody"
    return sending(request, "idempotency-key", f"nobody-{key}") if nobody else request


@fault("ONCE-4")
def compares_bodies(request: Request, send: Send) -> Answer:
    key = _key(request)
    if key is None:
        return send(request)
    answer = _answer_to_the_first(key, request, send)
    same = _first[key][0].body == request.body
    return answer if same else refusing(answer, 409, "IDEMPOTENCY_MISMATCH")


@fault("ONCE-6")
def remembers_every_failure(request: Request, send: Send) -> Answer:
    key = _key(request)
    return send(request) if key is None else _answer_to_the_first(key, request, send)


@fault("ONCE-6")
def remembers_no_failure(request: Request, send: Send) -> Answer:
    key = _key(request)
    if key is None:
        return send(request)
    if key in _first and _first[key][1].status >= 400:
        return send(sending(request, "idempotency-key", secrets.token_hex(8)))
    _first[key] = (request, send(request))
    return _first[key][1]


@on_json("ONCE-7")
def says_nothing_stale_of_what_it_did(request: Request, body: Json) -> Json:
    again = _key(request) is not None and "refreshed" not in members(body) and "invalidate" in members(body)
    return {**body, "invalidate": []} if again else body


@on_answer("ONCE-8")
def looks_at_keys_first(request: Request, answer: Answer) -> Answer:
    key = _key(request)
    wrong = key is not None and not _KEY.fullmatch(key)
    return refusing(answer, 400, "BAD_REQUEST") if wrong and answer.status == 401 else answer
