"""Faults in errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from ..wire import Answer, Request
from .fault import Json, called, items, members, on_answer, on_json, refusing, with_header, with_json


def _errors(body: Json) -> Iterator[Json]:
    """Yield every error of an answer, those in slots too."""
    answer = members(body)
    if "error" in answer:
        yield answer["error"]
    for part in (answer, *items(answer.get("refreshed"))):
        yield from members(part.get("errors")).values()


@on_json("ERR-1")
def says_more_than_it_should(_: Request, body: Json) -> Json:
    for error in _errors(body):
        error["status"] = 400
    return body


@on_json("ERR-1")
def leaves_out_empty_details(_: Request, body: Json) -> Json:
    for error in _errors(body):
        if error["details"] is None:
            del error["details"]
    return body


@on_json("ERR-1 ERR-9")
def errors_without_an_envelope(_: Request, body: Json) -> Json:
    return body.get("error", body)


@on_answer("ERR-2 ERR-7 ERR-8 ERR-9 ERR-10 HTTP-1 HTTP-2 HTTP-3 HTTP-4 AUTH-10")
def every_error_is_a_200(_: Request, answer: Answer) -> Answer:
    return replace(answer, status=200) if answer.status >= 400 else answer


@on_json("ERR-2 ERR-10")
def every_error_is_bad(_: Request, body: Json) -> Json:
    for error in _errors(body):
        error["code"] = "ERROR"
    return body


@on_json("ERR-3 FILE-1 CTX-5")
def names_mistakes_like_its_library(_: Request, body: Json) -> Json:
    for detail in _details(body):
        detail["type"] = f"{detail['type']}_error"
    return body


@on_json("ERR-3 CALL-2 CALL-3")
def paths_from_the_body_on(_: Request, body: Json) -> Json:
    for detail in _details(body):
        detail["path"] = ["body", "args", *detail["path"]]
    return body


@on_json("ERR-3")
def names_one_mistake(_: Request, body: Json) -> Json:
    details = _details(body)
    if len(details) > 1:
        body["error"]["details"] = details[:1]
    return body


@on_json("ERR-3")
def names_a_thousand_mistakes(_: Request, body: Json) -> Json:
    details = _details(body)
    if len(details) >= 100:
        body["error"]["details"] = details * 10
    return body


@on_json("ERR-3")
def has_one_type_of_mistake(_: Request, body: Json) -> Json:
    for detail in _details(body):
        detail["type"] = "invalid" if detail["type"] != "invalid" else "wrong_type"
    return body


def _details(body: Json) -> list[Json]:
    details = items(members(members(body).get("error")).get("details"))
    return details if all("path" in each for each in details) else []


@on_answer("ERR-4")
def repeats_the_input(request: Request, answer: Answer) -> Answer:
    if answer.status not in (400, 422) or not answer.body:
        return answer
    body = json.loads(answer.body)
    body["error"]["message"] += f" You sent {request.body.decode('utf-8', 'replace')}"
    return with_json(answer, body)


@on_json("ERR-5 CALL-7 AUTH-10")
def tells_the_exception(_: Request, body: Json) -> Json:
    for error in _errors(body):
        if error["code"] == "INTERNAL_ERROR":
            error["message"] = "RuntimeError: The password is hunter2 secret-hint"
    return body


@on_json("ERR-5")
def gives_no_id(_: Request, body: Json) -> Json:
    for error in _errors(body):
        if error["code"] == "INTERNAL_ERROR":
            error["details"] = None
    return body


@on_answer("ERR-7")
def does_not_say_when_to_retry(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "retry-after", None)


@on_answer("ERR-8 AUTH-10")
def own_errors_are_unexpected(_: Request, answer: Answer) -> Answer:
    return refusing(answer, 500, "INTERNAL_ERROR", {"id": "00000000"}) if answer.status == 409 else answer


@on_json("ERR-8")
def writes_details_by_attribute(_: Request, body: Json) -> Json:
    for error in _errors(body):
        if isinstance(error["details"], dict) and "restockedOn" in error["details"]:
            error["details"]["restocked_on"] = error["details"].pop("restockedOn")
    return body


@on_answer("ERR-8")
def sends_details_of_any_type(request: Request, answer: Answer) -> Answer:
    return refusing(answer, 409, "OUT_OF_STOCK", "hunter2") if called(request) == "buy_badly" else answer


@on_json("ERR-9 ERR-10")
def has_its_own_message(_: Request, body: Json) -> Json:
    for error in _errors(body):
        if error["message"] == "Said so.":
            error["message"] = "The request failed."
    return body


@on_json("ERR-9 ERR-10")
def drops_details(_: Request, body: Json) -> Json:
    for error in _errors(body):
        if isinstance(error["details"], dict) and error["details"].keys() & {"needs", "why"}:
            error["details"] = None
    return body


@on_answer("ERR-10")
def frameworks_errors_are_unexpected(request: Request, answer: Answer) -> Answer:
    mine = (called(request) or "").startswith("fail_by_framework")
    return refusing(answer, 500, "INTERNAL_ERROR", {"id": "00000000"}) if mine else answer


@on_answer("ERR-10")
def sends_any_status(request: Request, answer: Answer) -> Answer:
    unexpected = called(request) == "fail_by_framework" and b"INTERNAL_ERROR" in answer.body
    return with_json(answer, {"result": None}, 200) if unexpected else answer


@on_answer("ERR-10")
def drops_headers_of_errors(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "x-afi", None)
