"""Faults in reading bodies and in answering calls."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from ..wire import Answer, Request
from .fault import (
    Json,
    Send,
    arguments,
    body_of,
    called,
    dump,
    fault,
    fetched,
    header,
    is_multipart,
    members,
    on_answer,
    on_json,
    on_request,
    refusing,
    sending,
    with_arguments,
    with_json,
)

LIMIT = 1024 * 1024
JSON_TYPE = "application/json"


# --- content type and size ---


@on_request("BODY-1")
def guesses_the_content_type(request: Request) -> Request:
    return sending(request, "content-type", JSON_TYPE) if request.method == "POST" else request


@on_answer("BODY-1")
def compares_content_types_as_text(request: Request, answer: Answer) -> Answer:
    exact = header(request, "content-type") in (None, JSON_TYPE)
    return answer if exact or is_multipart(request) else refusing(answer, 415, "UNSUPPORTED_MEDIA_TYPE")


@on_answer("BODY-1")
def wants_a_charset(request: Request, answer: Answer) -> Answer:
    bare = request.method == "POST" and header(request, "content-type") == JSON_TYPE
    return refusing(answer, 415, "UNSUPPORTED_MEDIA_TYPE") if bare else answer


@on_answer("BODY-1")
def looks_at_one_content_type(request: Request, answer: Answer) -> Answer:
    types = [value for name, value in request.headers if name == "content-type"]
    return with_json(answer, {"result": None}, 200) if len(types) > 1 and JSON_TYPE in types else answer


@on_answer("BODY-2")
def has_no_limit(_: Request, answer: Answer) -> Answer:
    return with_json(answer, {"result": None}, 200) if answer.status == 413 else answer


@on_json("BODY-2")
def does_not_say_the_limit(_: Request, body: Json) -> Json:
    if body.get("error", {}).get("code") == "PAYLOAD_TOO_LARGE":
        body["error"]["details"] = None
    return body


@on_answer("BODY-2")
def limits_files_like_json(request: Request, answer: Answer) -> Answer:
    return refusing(answer, 413, "PAYLOAD_TOO_LARGE", {"limit": LIMIT}) if len(request.body) > LIMIT else answer


@on_answer("BODY-3")
def refuses_the_limit_itself(request: Request, answer: Answer) -> Answer:
    return refusing(answer, 413, "PAYLOAD_TOO_LARGE", {"limit": LIMIT}) if len(request.body) >= LIMIT else answer


@fault("BODY-4")
def waits_for_what_is_too_large(request: Request, send: Send) -> Answer:
    if int(header(request, "content-length") or "0") > len(request.body):
        raise TimeoutError("broken on purpose")
    return send(request)


# --- JSON ---


@on_answer("JSON-1 JSON-2 JSON-3 JSON-4 JSON-5 CTX-9")
def accepts_anything_as_json(request: Request, answer: Answer) -> Answer:
    if answer.status != 400 or request.method != "POST":
        return answer
    return with_json(answer, {"data": {}} if fetched(request) else {"result": None}, 200)


@on_answer("JSON-1 JSON-2 JSON-3 JSON-4 JSON-5 FILE-4 CANON-2 CANON-3 ERR-2")
def malformed_is_422(_: Request, answer: Answer) -> Answer:
    return replace(answer, status=422) if answer.status == 400 else answer


@on_answer("JSON-1")
def refuses_white_space(request: Request, answer: Answer) -> Answer:
    spaced = re.search(rb"[ \r\n\t]", re.sub(rb'"[^"]*"', b"", request.body))
    return refusing(answer, 400, "BAD_REQUEST") if spaced and answer.status == 200 else answer


@on_answer("JSON-2")
def searches_for_non_finite_text(request: Request, answer: Answer) -> Answer:
    found = re.search(rb"NaN|Infinity|e[+-]?\d{3}|0{20}", request.body)
    return refusing(answer, 400, "BAD_REQUEST") if found and answer.status == 200 else answer


@on_answer("JSON-4")
def refuses_all_surrogates(request: Request, answer: Answer) -> Answer:
    found = re.search(rb"\\ud[89a-f]", request.body)
    return refusing(answer, 400, "BAD_REQUEST") if found and answer.status == 200 else answer


@on_answer("JSON-5")
def counts_brackets(request: Request, answer: Answer) -> Answer:
    brackets = request.body.count(b"[") + request.body.count(b"{")
    many = brackets >= 64 and not is_multipart(request)
    return refusing(answer, 400, "BAD_REQUEST") if many and answer.status == 200 else answer


@on_request("JSON-6")
def first_of_two_members_wins(request: Request) -> Request:
    try:
        value = json.loads(request.body, object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    except (ValueError, RecursionError):
        return request
    return request if value == body_of(request) else replace(request, body=dump(value))


@on_answer("JSON-7 TYPE-1 TYPE-3 TYPE-4 TYPE-5 TYPE-7 TYPE-9")
def converts_types(request: Request, answer: Answer) -> Answer:
    if answer.status != 422 or called(request) is None:
        return answer
    kinds = {each["type"] for each in json.loads(answer.body)["error"]["details"]}
    lax = kinds <= {"wrong_type", "invalid"} or (called(request) or "").startswith("types.")
    return with_json(answer, {"result": None}, 200) if lax else answer


@on_answer("JSON-7")
def floats_need_a_point(request: Request, answer: Answer) -> Answer:
    args = arguments(request)
    whole = called(request) == "mix" and type(args.get("ratio")) is int
    return refusing(answer, 422, "VALIDATION_ERROR") if whole else answer


@on_answer("JSON-7")
def integers_have_no_point(request: Request, answer: Answer) -> Answer:
    pointed = re.search(rb":\d+[.]0[,}]", request.body)
    return refusing(answer, 422, "VALIDATION_ERROR") if pointed else answer


@on_answer("JSON-8")
def indents(_: Request, answer: Answer) -> Answer:
    return replace(answer, body=json.dumps(json.loads(answer.body), indent=1).encode()) if answer.body else answer


@on_answer("JSON-8 TYPE-8")
def writes_ascii(_: Request, answer: Answer) -> Answer:
    if answer.body.isascii():
        return answer
    return replace(answer, body=json.dumps(json.loads(answer.body), separators=(",", ":")).encode())


@on_answer("JSON-8")
def reverses_members(_: Request, answer: Answer) -> Answer:
    if not answer.body:
        return answer
    value = json.loads(answer.body, object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    return replace(answer, body=dump(value))


# --- calls ---


@on_json("CALL-1 CALL-2 CALL-3 CALL-6 STALE-2 ERR-8")
def calls_the_result_data(_: Request, body: Json) -> Json:
    return {"data" if name == "result" else name: value for name, value in body.items()}


@on_answer("CALL-2")
def has_no_defaults(request: Request, answer: Answer) -> Answer:
    lacks = called(request) == "add" and "b" not in arguments(request)
    return refusing(answer, 422, "VALIDATION_ERROR") if lacks else answer


@on_request("CALL-2 CALL-3 CALL-5")
def fills_in_what_is_missing(request: Request) -> Request:
    if called(request) != "add" or (body_of(request) is None and request.body):
        return request
    args = members(members(body_of(request)).get("args"))
    return request if "a" in args else replace(request, body=dump({"args": {"a": 1, **args}}))


@on_request("CALL-2")
def reads_arguments_from_the_url(request: Request) -> Request:
    name, mark, query = request.target.partition("?")
    if called(request) is None or not mark:
        return request
    named = {key: int(value) for key, _, value in (each.partition("=") for each in query.split("&"))}
    return with_arguments(replace(request, target=name), {**arguments(request), **named})


@on_request("CALL-2")
def prefers_defaults(request: Request) -> Request:
    args = arguments(request)
    if called(request) != "add" or args.pop("b", None) is None:
        return request
    return with_arguments(request, args)


@on_answer("CALL-3")
def always_wants_args(request: Request, answer: Answer) -> Answer:
    body = body_of(request)
    absent = called(request) and isinstance(body, dict) and "args" not in body
    return refusing(answer, 422, "VALIDATION_ERROR") if absent and answer.status == 200 else answer


@fault("CALL-4 CALL-9 AUTH-1 CALL-10 FILE-3 CTX-5 CTX-9")
def ignores_what_is_unexpected(request: Request, send: Send) -> Answer:
    answer = send(request)
    if answer.status != 422:
        return answer
    if {each["type"] for each in json.loads(answer.body)["error"]["details"]} != {"unexpected"}:
        return answer
    return with_json(answer, {"data": {}} if fetched(request) else {"result": None}, 200)


@on_answer("CALL-5")
def other_json_is_malformed(request: Request, answer: Answer) -> Answer:
    if answer.status != 422 or isinstance(body_of(request), dict):
        return answer
    return refusing(answer, 400, "BAD_REQUEST")


@on_json("CALL-6")
def leaves_out_null(_: Request, body: Json) -> Json:
    return {name: value for name, value in body.items() if value is not None or name != "result"}


@on_json("CALL-7")
def sends_whatever_it_has(request: Request, body: Json) -> Json:
    if called(request) in ("leaky", "leaky_dict"):
        body["result"]["password"] = "hunter2"
    if called(request) == "place_order" and "result" in body:
        body["result"] = arguments(request)["order"] | body["result"]
    return body


@on_answer("CALL-7")
def trusts_results(request: Request, answer: Answer) -> Answer:
    return with_json(answer, {"result": "hunter2"}, 200) if called(request) == "misfit" else answer


@on_answer("CALL-8")
def writes_nan(request: Request, answer: Answer) -> Answer:
    return replace(answer, body=answer.body.replace(b"null", b"NaN")) if called(request) == "not_finite" else answer


@on_answer("CALL-10")
def drops_special_names(_: Request, answer: Answer) -> Answer:
    special = rb'"(__proto__|constructor|toString|__class__)":("[^"]*"|\d+|\{[^}]*\}),?'
    return replace(answer, body=re.sub(special, b"", answer.body).replace(b",}", b"}"))


@fault("CALL-10")
def drops_special_arguments(request: Request, send: Send) -> Answer:
    args = arguments(request)
    kept = {name: value for name, value in args.items() if name not in ("__proto__", "constructor")}
    return send(request if kept == args else with_arguments(request, kept))
