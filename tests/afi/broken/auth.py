"""Faults in identity, authorisation and CSRF."""

from __future__ import annotations

import json
from dataclasses import replace

from ..messages import MOUNT
from ..wire import Answer, Request
from .fault import (
    Json,
    Send,
    arguments,
    called,
    fault,
    fetched,
    header,
    identified,
    on_answer,
    on_json,
    on_request,
    refusing,
    sending,
    with_json,
)

_REFUSED = (401, 403)


def _is_door(request: Request) -> bool:
    return (called(request) or "").startswith("door.")


@on_request("AUTH-1 AUTH-2 AUTH-3 AUTH-4 AUTH-5 AUTH-6 CALL-9")
def forgets_who_calls(request: Request) -> Request:
    return sending(identified(request, None), "cookie", None) if request.headers else request


@on_request("AUTH-1")
def believes_in_nobody(request: Request) -> Request:
    return identified(request, "user") if header(request, "x-test-identity") in ("nobody", None) else request


@on_answer("AUTH-2")
def everything_needs_somebody(request: Request, answer: Answer) -> Answer:
    public = called(request) in ("door.public", "door.unstated")
    return refusing(answer, 401, "UNAUTHENTICATED") if public else answer


@fault("AUTH-3 AUTH-4 AUTH-5 AUTH-6 AUTH-10")
def skips_authorisation(request: Request, send: Send) -> Answer:
    answer = send(request)
    if not _is_door(request) or answer.status == 200:
        return answer
    admitted = (send(identified(request, each)) for each in ("superuser", "staff"))
    return next((each for each in admitted if each.status == 200), with_json(answer, {"result": 1}, 200))


@on_answer("AUTH-3 AUTH-4 AUTH-5 AUTH-6")
def mixes_up_the_refusals(_: Request, answer: Answer) -> Answer:
    if answer.status not in _REFUSED or b"CSRF" in answer.body:
        return answer
    return refusing(answer, *((403, "FORBIDDEN") if answer.status == 401 else (401, "UNAUTHENTICATED")))


@fault("AUTH-7 HTTP-11")
def validates_before_it_authorises(request: Request, send: Send) -> Answer:
    answer = send(request)
    if answer.status in _REFUSED or b"UNAUTHENTICATED" in answer.body or b"FORBIDDEN" in answer.body:
        for identity in ("superuser", "staff"):
            checked = send(identified(request, identity))
            if checked.status in (400, 422):
                return checked
    return answer


@fault("AUTH-8")
def runs_and_then_refuses(request: Request, send: Send) -> Answer:
    answer = send(request)
    if _is_door(request) and answer.status != 200:
        send(replace(request, target=f"{MOUNT}/call/door.public"))
    return answer


@on_json("AUTH-9")
def hides_what_is_refused(_: Request, body: Json) -> Json:
    for part in (body, *body.get("refreshed", [])):
        if "errors" in part:
            kept = {name: error for name, error in part["errors"].items() if error["code"] not in _CODES}
            part["errors"] = kept
    return body


_CODES = ("FORBIDDEN", "UNAUTHENTICATED")


@on_json("AUTH-10")
def a_crashing_rule_admits(request: Request, body: Json) -> Json:
    if fetched(request) == "guarded":
        body.get("errors", {}).pop("guarded.crashing_rule", None)
    return {"result": 1} if called(request) in ("door.crashing_rule", "door.refusing_rule") else body


# --- CSRF ---


def _csrf(answer: Answer, request: Request) -> Answer:
    details = {"origin": header(request, "origin"), "expected": ["https://app.example"]}
    return refusing(answer, 403, "CSRF_FAILED", details)


@fault("CSRF-1 CSRF-2 CSRF-3 CSRF-6 CSRF-7")
def does_not_check_requests(request: Request, send: Send) -> Answer:
    answer = send(request)
    return with_json(answer, {"result": "user"}, 200) if b"CSRF_FAILED" in answer.body else answer


@on_answer("CSRF-1")
def wants_an_origin(request: Request, answer: Answer) -> Answer:
    lacks = request.method == "POST" and header(request, "cookie") and not header(request, "origin")
    return _csrf(answer, request) if lacks else answer


@on_answer("CSRF-1")
def wants_fetch_metadata(request: Request, answer: Answer) -> Answer:
    lacks = header(request, "cookie") and header(request, "sec-fetch-site") != "same-origin"
    return _csrf(answer, request) if lacks and request.method == "POST" else answer


@on_answer("CSRF-1")
def looks_at_the_origin_alone(request: Request, answer: Answer) -> Answer:
    foreign = header(request, "cookie") and header(request, "origin") not in (None, "https://app.example")
    return _csrf(answer, request) if foreign and request.method == "POST" else answer


@on_answer("CSRF-1 CSRF-3 CSRF-6 CSRF-7")
def does_not_say_the_origin(_: Request, answer: Answer) -> Answer:
    body = json.loads(answer.body or b"{}")
    if body.get("error", {}).get("code") != "CSRF_FAILED":
        return answer
    return with_json(answer, {"error": {**body["error"], "details": None}})


@on_answer("CSRF-2 CSRF-7")
def compares_origins_loosely(request: Request, answer: Answer) -> Answer:
    origin = (header(request, "origin") or "").lower()
    close = any(each in origin for each in ("app.example", "null", "*"))
    return with_json(answer, {"result": "user"}, 200) if close and b"CSRF_FAILED" in answer.body else answer


@on_answer("CSRF-4")
def checks_requests_without_cookies(request: Request, answer: Answer) -> Answer:
    if request.method != "POST" or header(request, "sec-fetch-site") == "same-origin":
        return answer
    return _csrf(answer, request)


def _is_sent_unasked(request: Request) -> bool:
    scheme = (header(request, "authorization") or "").partition(" ")[0].lower()
    return scheme in ("basic", "digest", "negotiate", "ntlm")


@on_answer("CSRF-10")
def trusts_credentials_that_browsers_send(request: Request, answer: Answer) -> Answer:
    refused = _is_sent_unasked(request) and b"CSRF_FAILED" in answer.body
    return with_json(answer, {"result": None}, 200) if refused else answer


@on_answer("CSRF-10")
def takes_such_credentials_for_foreign(request: Request, answer: Answer) -> Answer:
    return _csrf(answer, request) if _is_sent_unasked(request) and answer.status == 200 else answer


@on_answer("CSRF-4")
def checks_reads(request: Request, answer: Answer) -> Answer:
    return _csrf(answer, request) if request.method == "GET" and header(request, "origin") else answer


@fault("CSRF-5")
def runs_and_then_checks(request: Request, send: Send) -> Answer:
    answer = send(request)
    if b"CSRF_FAILED" in answer.body and "key" in arguments(request):
        send(sending(request, "cookie", None))
    return answer


@fault("HTTP-11")
def checks_too_late(request: Request, send: Send) -> Answer:
    answer = send(request)
    if b"CSRF_FAILED" not in answer.body:
        return answer
    without = send(sending(request, "cookie", None))
    return answer if without.status == 200 else without


@on_answer("HTTP-11")
def checks_too_early(request: Request, answer: Answer) -> Answer:
    foreign = header(request, "cookie") and header(request, "origin") == "https://evil.example"
    return _csrf(answer, request) if foreign and answer.status in (405, 413, 415) else answer
