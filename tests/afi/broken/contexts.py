"""Faults in fetching contexts and in canonical params."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from urllib.parse import quote, unquote

from ..wire import Answer, Request
from .fault import (
    Json,
    Send,
    body_of,
    dump,
    fault,
    fetched,
    items,
    members,
    on_answer,
    on_json,
    on_request,
    refusing,
    sending,
    with_json,
)


def _query(request: Request) -> dict[str, str]:
    pairs = (each.partition("=") for each in request.target.partition("?")[2].split("&") if each)
    return {key: value for key, _, value in pairs}


def _with_query(request: Request, query: dict[str, str]) -> Request:
    path = request.target.partition("?")[0]
    text = "&".join(f"{key}={value}" for key, value in query.items())
    return replace(request, target=f"{path}?{text}" if text else path)


def _params(request: Request) -> str | None:
    params = _query(request).get("params")
    return None if params is None else unquote(params, errors="replace")


def _parsed(request: Request) -> Json:
    try:
        return json.loads(_params(request) or "null")
    except (ValueError, RecursionError):
        return None


def _with_params(request: Request, params: Json) -> Request:
    spelt = json.dumps(params, ensure_ascii=False, separators=(",", ":"))
    return _with_query(request, {**_query(request), "params": quote(spelt.encode("utf-8", "surrogatepass"), safe="")})


# --- bundles ---


@on_json("CTX-1 CTX-3 CTX-4 CTX-6 CTX-9 CTX-11 CANON-1")
def sends_a_list(request: Request, body: Json) -> Json:
    if fetched(request) and isinstance(body.get("data"), dict):
        body["data"] = [{"name": name, "value": value} for name, value in body["data"].items()]
    return body


@on_answer("CTX-2 AUTH-9 ERR-5 ERR-8")
def one_failure_fails_the_bundle(request: Request, answer: Answer) -> Answer:
    body = json.loads(answer.body or b"{}")
    if not fetched(request) or "errors" not in body:
        return answer
    return with_json(answer, {"error": next(iter(body["errors"].values()))}, 500)


@on_json("CTX-2")
def null_beside_the_error(request: Request, body: Json) -> Json:
    for name in body.get("errors", {}):
        body["data"][name] = None
    return body


@on_json("CTX-2")
def always_has_errors(request: Request, body: Json) -> Json:
    return {**body, "errors": body.get("errors", {})} if "data" in body else body


@on_answer("CTX-3 CTX-11")
def always_wants_params(request: Request, answer: Answer) -> Answer:
    lacks = fetched(request) and request.method == "GET" and "params" not in _query(request)
    return refusing(answer, 400, "BAD_REQUEST") if lacks and answer.status != 404 else answer


@on_answer("CTX-3")
def refuses_empty_params(request: Request, answer: Answer) -> Answer:
    empty = _params(request) == "{}" or body_of(request) == {} or request.target.endswith("?")
    return refusing(answer, 400, "BAD_REQUEST") if fetched(request) and empty else answer


@on_request("CTX-4 CTX-5")
def gives_all_queries_the_same_params(request: Request) -> Request:
    params = members(_parsed(request))
    if "page" not in params:
        return request
    return _with_params(request, {name: value for name, value in params.items() if name != "page"})


@on_answer("CTX-4")
def forgets_the_defaults(request: Request, answer: Answer) -> Answer:
    return refusing(answer, 422, "VALIDATION_ERROR") if _parsed(request) == {"user_id": 5} else answer


@on_answer("CTX-5 CTX-9 CTX-3 CTX-6")
def never_validates_params(request: Request, answer: Answer) -> Answer:
    return with_json(answer, {"data": {}}, 200) if fetched(request) and answer.status == 422 else answer


@on_json("CTX-5")
def paths_from_the_query_string_on(request: Request, body: Json) -> Json:
    for each in items(body.get("error", {}).get("details")) if fetched(request) else []:
        each["path"].insert(0, "params")
    return body


@on_request("CTX-6 CTX-7")
def ignores_only(request: Request) -> Request:
    body = members(body_of(request))
    if fetched(request) and "only" in body:
        return replace(request, body=dump({name: value for name, value in body.items() if name != "only"}))
    query = _query(request)
    return _with_query(request, {"params": query.get("params", "%7B%7D")}) if "only" in query else request


@on_answer("CTX-6")
def requires_every_param(request: Request, answer: Answer) -> Answer:
    lacks = fetched(request) == "mixed" and _params(request) is None
    return refusing(answer, 422, "VALIDATION_ERROR") if lacks else answer


@on_answer("CTX-6")
def refuses_params_of_the_others(request: Request, answer: Answer) -> Answer:
    params = _parsed(request)
    foreign = "only" in _query(request) and isinstance(params, dict) and "page" in params
    return refusing(answer, 422, "VALIDATION_ERROR") if foreign else answer


@fault("CTX-6")
def runs_a_query_as_often_as_it_is_named(request: Request, send: Send) -> Answer:
    names = _query(request).get("only", "").split(",")
    for _ in range(len(names) - len(set(names))):
        send(request)
    return send(request)


@on_answer("CTX-6")
def splits_before_decoding(request: Request, answer: Answer) -> Answer:
    encoded = "%2C" in _query(request).get("only", "")
    return refusing(answer, 404, "NOT_FOUND") if encoded else answer


@on_answer("CTX-7 CTX-10")
def unknown_names_are_empty(request: Request, answer: Answer) -> Answer:
    return with_json(answer, {"data": {}}, 200) if fetched(request) and answer.status == 404 else answer


@on_answer("CTX-8")
def takes_any_query_string(request: Request, answer: Answer) -> Answer:
    surplus = fetched(request) and answer.status == 400 and "?" in request.target
    return with_json(answer, {"data": {}}, 200) if surplus else answer


@on_answer("CTX-9")
def fetches_by_get_alone(request: Request, answer: Answer) -> Answer:
    wrong = fetched(request) and request.method == "POST"
    return refusing(answer, 405, "METHOD_NOT_ALLOWED") if wrong else answer


# --- canonical params ---


@on_answer("CANON-2 CANON-3 CANON-4")
def takes_any_spelling(request: Request, answer: Answer) -> Answer:
    refused = request.method == "GET" and fetched(request) == "search" and answer.status == 400
    return with_json(answer, {"data": {}}, 200) if refused else answer


@on_json("CANON-2")
def does_not_say_the_spelling(_: Request, body: Json) -> Json:
    error = body.get("error", {})
    if isinstance(error.get("details"), dict) and "canonical" in error["details"]:
        error["details"] = None
    return body


@on_answer("CANON-1 CANON-3")
def spells_like_python(request: Request, answer: Answer) -> Answer:
    params = _parsed(request)
    if request.method != "GET" or answer.status != 200 or params is None:
        return answer
    spelt = json.dumps(params, sort_keys=True, separators=(",", ":"))
    return answer if spelt == _params(request) else refusing(answer, 400, "BAD_REQUEST", {"canonical": spelt})


@on_answer("CANON-1")
def takes_strings_alone(request: Request, answer: Answer) -> Answer:
    params = _parsed(request)
    plain = all(isinstance(value, str) for value in members(params).values())
    return answer if params is None or plain else refusing(answer, 400, "BAD_REQUEST")


@on_answer("CANON-1")
def decodes_the_query_string_twice(request: Request, answer: Answer) -> Answer:
    twice = "%25" in request.target or "%2B" in request.target
    return refusing(answer, 400, "BAD_REQUEST") if twice else answer


@on_answer("CANON-3")
def normalises_unicode(request: Request, answer: Answer) -> Answer:
    text = answer.body.decode()
    return replace(answer, body=unicodedata.normalize("NFC", text).encode())


@on_answer("CANON-4")
def wants_canonical_bodies(request: Request, answer: Answer) -> Answer:
    long = request.method == "POST" and fetched(request) and len(request.body) > 16384
    return refusing(answer, 400, "BAD_REQUEST") if long else answer


@on_answer("CANON-4")
def takes_digits_in_a_text_for_a_number(request: Request, answer: Answer) -> Answer:
    texts = [each for each in members(_parsed(request)).values() if isinstance(each, str)]
    long = any(each.isdecimal() and len(each) >= 16 for each in texts)
    return refusing(answer, 400, "BAD_REQUEST") if long else answer


@fault("CANON-4")
def takes_any_size_in_a_url(request: Request, send: Send) -> Answer:
    answer = send(request)
    if request.method != "GET" or answer.status != 400 or not isinstance(_parsed(request), dict):
        return answer
    post = replace(
        request, method="POST", target=request.target.partition("?")[0], body=dump({"params": _parsed(request)})
    )
    return send(sending(post, "content-type", "application/json"))
