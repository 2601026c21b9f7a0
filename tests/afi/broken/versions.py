"""Faults in what pages of other versions are answered."""

from __future__ import annotations

import json

from ..wire import Answer, Request
from .fault import (
    Json,
    Send,
    called,
    envelope,
    fault,
    fetched,
    header,
    items,
    members,
    on_answer,
    on_json,
    on_request,
    sending,
    with_json,
)

_OLD = "oldclient_1"


def _outdated(answer: Answer, details: Json = None) -> Answer:
    status, body = envelope(409, "CLIENT_OUTDATED", details)
    return with_json(answer, body, status)


@on_request("VER-3 VER-5 VER-6")
def knows_no_versions(request: Request) -> Request:
    return sending(request, "mizan-sig", None)


@on_request("VER-1")
def takes_anything_for_a_signature(request: Request) -> Request:
    return request if header(request, "mizan-sig") == _OLD else sending(request, "mizan-sig", "AAAAAAAAAAA")


@on_answer("VER-2")
def refuses_other_versions(request: Request, answer: Answer) -> Answer:
    return answer if header(request, "mizan-sig") is None else _outdated(answer)


@on_answer("VER-4 VER-7 HTTP-5")
def explains_every_failure(request: Request, answer: Answer) -> Answer:
    if header(request, "mizan-sig") is None:
        return answer
    if answer.status >= 400:
        return _outdated(answer)
    return _spoilt_slots(answer)


def _spoilt_slots(answer: Answer) -> Answer:
    body = json.loads(answer.body or b"null")
    for error in members(members(body).get("errors")).values():
        error["code"] = "CLIENT_OUTDATED"
    return with_json(answer, body)


@on_json("VER-3")
def does_not_say_what_it_explains(_: Request, body: Json) -> Json:
    error = members(members(body).get("error"))
    if error.get("code") == "CLIENT_OUTDATED":
        error["details"] = None
    return body


@fault("VER-3")
def explains_calls_alone(request: Request, send: Send) -> Answer:
    return send(request if called(request) else sending(request, "mizan-sig", None))


@fault("VER-5")
def runs_what_is_outdated(request: Request, send: Send) -> Answer:
    answer = send(request)
    if called(request) and b"CLIENT_OUTDATED" in answer.body:
        send(sending(request, "mizan-sig", None))
    return answer


@on_answer("VER-6")
def fails_with_one_outdated_query(request: Request, answer: Answer) -> Answer:
    slots = fetched(request) and answer.status == 200 and b"CLIENT_OUTDATED" in answer.body
    return _outdated(answer) if slots else answer


@on_json("VER-6")
def refreshes_what_is_outdated(_: Request, body: Json) -> Json:
    for each in items(members(body).get("refreshed")):
        each.pop("errors", None)
    return body


@on_answer("VER-7")
def looks_at_versions_first(request: Request, answer: Answer) -> Answer:
    if header(request, "mizan-sig") != _OLD:
        return answer
    return _outdated(answer) if answer.status == 401 else _spoilt_slots(answer)
