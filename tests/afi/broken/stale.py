"""Faults in naming what is stale, and in single flight."""

from __future__ import annotations

import json
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
    identified,
    items,
    members,
    mounted,
    on_answer,
    on_json,
    on_request,
    refusing,
    with_arguments,
    with_json,
)


def _key(entry: Json) -> str:
    return json.dumps([entry.get("context"), entry.get("params", {})], sort_keys=True)


def _targets(body: Json) -> list[Json]:
    return items(members(body).get("invalidate"))


# --- targets ---


@on_json("STALE-1 STALE-3")
def never_says_what_is_stale(_: Request, body: Json) -> Json:
    return {name: value for name, value in body.items() if name != "invalidate"}


@on_json("STALE-2 FLIGHT-13")
def always_says_what_is_stale(_: Request, body: Json) -> Json:
    return {**body, "invalidate": []} if "result" in body and "invalidate" not in body else body


@on_json("STALE-2 STALE-10")
def calls_make_nothing_stale(request: Request, body: Json) -> Json:
    return {"result": body["result"]} if called(request) == "call_by_hand" and "result" in body else body


@on_json("STALE-3 STALE-4 STALE-5 STALE-6 STALE-12 STALE-13 STALE-7 STALE-8 STALE-9")
def everything_is_always_stale(_: Request, body: Json) -> Json:
    return {**body, "invalidate": [{"all": True}]} if _targets(body) else body


@on_json("STALE-3 STALE-10")
def nothing_is_ever_stale(_: Request, body: Json) -> Json:
    return {**body, "invalidate": []} if _targets(body) else body


@on_json("STALE-3")
def names_contexts_for_queries(_: Request, body: Json) -> Json:
    for target in _targets(body):
        if "function" in target:
            target["context"] = target.pop("function").partition("_")[0]
    return body


@on_json("STALE-4 STALE-5 STALE-6 STALE-12")
def never_narrows(_: Request, body: Json) -> Json:
    for target in _targets(body):
        target.pop("params", None)
    return body


@on_json("STALE-4")
def narrows_by_sent_arguments_alone(request: Request, body: Json) -> Json:
    for target in _targets(body):
        kept = {name: value for name, value in target.get("params", {}).items() if name in arguments(request)}
        target["params"] = kept or target.get("params", {})
    return body


@on_json("STALE-7")
def narrows_by_null(_: Request, body: Json) -> Json:
    for target in _targets(body):
        if target.get("context") == "user" and "user_id" not in target.get("params", {}):
            target["params"] = {**target.get("params", {}), "user_id": None}
    return body


@on_json("STALE-8 STALE-9")
def narrows_whatever_it_can(request: Request, body: Json) -> Json:
    for target in _targets(body):
        if "params" not in target and called(request) in ("reset_users", "move_moment"):
            target["params"] = arguments(request)
    return body


@on_json("STALE-10 STALE-13")
def names_targets_backwards(_: Request, body: Json) -> Json:
    return {**body, "invalidate": _targets(body)[::-1]} if len(_targets(body)) > 1 else body


@on_json("STALE-10")
def names_targets_twice(request: Request, body: Json) -> Json:
    by_hand = called(request) == "touch_by_hand" and len(_targets(body)) > 1
    return {**body, "invalidate": [*_targets(body), _targets(body)[0]]} if by_hand else body


@on_json("STALE-12")
def writes_params_like_python(_: Request, body: Json) -> Json:
    for target in _targets(body):
        for name, value in target.get("params", {}).items():
            target["params"][name] = f"Scope.{value.upper()}" if value == "all" else value
    return body


@on_json("STALE-11")
def failures_make_stale(request: Request, body: Json) -> Json:
    return {**body, "invalidate": []} if "error" in body and called(request) else body


@fault("STALE-11")
def refreshes_after_failures(request: Request, send: Send) -> Answer:
    answer = send(request)
    if answer.status == 404 and called(request) == "touch_tally":
        send(with_arguments(request, {**arguments(request), "fails": False}))
    return answer


@on_json("STALE-15")
def matches_exactly(_: Request, body: Json) -> Json:
    known = [target["params"].keys() for target in _targets(body) if "params" in target]
    kept = [each for each in body.get("refreshed", []) if not any(names - each["params"].keys() for names in known)]
    return _with_refreshed(body, kept)


@on_json("STALE-15 FLIGHT-4")
def matches_by_name_alone(request: Request, body: Json) -> Json:
    if "result" not in body or (not _targets(body) and "refreshed" not in body and called(request) != "touch_nothing"):
        return body
    present = {_key(each) for each in body.get("refreshed", [])}
    others = [each for each in map(members, mounted(request)) if each and _key(each) not in present]
    return _with_refreshed(body, [*body.get("refreshed", []), *({**each, "data": {}} for each in others)])


# --- single flight ---


def _with_refreshed(body: Json, refreshed: list[Json]) -> Json:
    if refreshed == body.get("refreshed", []):
        return body
    kept = {name: value for name, value in body.items() if name != "refreshed"}
    return {**kept, "refreshed": refreshed} if refreshed else kept


@on_json(
    "FLIGHT-1 FLIGHT-2 FLIGHT-3 FLIGHT-4 FLIGHT-5 FLIGHT-6 FLIGHT-7 FLIGHT-8 FLIGHT-9 FLIGHT-10 FLIGHT-12 STALE-15"
)
def never_refreshes(_: Request, body: Json) -> Json:
    return {name: value for name, value in body.items() if name != "refreshed"}


@on_json("FLIGHT-1")
def names_instances_by_all_params(_: Request, body: Json) -> Json:
    for each in body.get("refreshed", []):
        each["params"] = {**each["params"], "extra": None}
    return body


@on_json("FLIGHT-1")
def refreshes_in_its_own_order(_: Request, body: Json) -> Json:
    return {**body, "refreshed": sorted(body["refreshed"], key=_key)} if "refreshed" in body else body


@on_json("FLIGHT-2")
def refreshes_before_the_write(request: Request, body: Json) -> Json:
    if fetched(request) == "counter" and "data" in body:
        body["data"] = {name: 0 for name in body["data"]}
    for each in body.get("refreshed", []):
        if each["context"] == "counter":
            each["data"] = {name: 0 for name in each["data"]}
    return body


@on_json("FLIGHT-3")
def keeps_what_is_covered(_: Request, body: Json) -> Json:
    if body.get("invalidate") != [] or "refreshed" not in body:
        return body
    covered = [{"context": each["context"], "params": each["params"]} for each in body["refreshed"]]
    return {**body, "invalidate": [{key: value for key, value in each.items() if value} for each in covered]}


@on_json("FLIGHT-3 FLIGHT-9 FLIGHT-10 FLIGHT-11 FLIGHT-13 AUTH-9")
def drops_what_is_not_covered(request: Request, body: Json) -> Json:
    return {**body, "invalidate": []} if _targets(body) and mounted(request) == [] else _without_targets(body)


def _without_targets(body: Json) -> Json:
    return {**body, "invalidate": []} if _targets(body) else body


@on_json("FLIGHT-4")
def refreshes_whole_contexts(request: Request, body: Json) -> Json:
    for each in body.get("refreshed", []):
        if called(request) == "touch_profile":
            each["data"]["user_posts"] = []
    return body


@on_answer("FLIGHT-5")
def insists_on_good_wishes(request: Request, answer: Answer) -> Answer:
    bad = answer.status == 200 and any(not isinstance(each, dict) or _is_bad(each) for each in mounted(request))
    return refusing(answer, 422, "VALIDATION_ERROR") if bad else answer


def _is_bad(wish: Json) -> bool:
    if not isinstance(wish.get("params"), dict) or wish.get("context") not in ("room", "user", "counter", "global"):
        return wish != {"context": "global"}
    return (wish["context"] == "room" and wish["params"].keys() != {"room"}) or wish["params"].get("room") == "1"


@on_answer("FLIGHT-5")
def takes_anything_as_mounted(request: Request, answer: Answer) -> Answer:
    wrong = answer.status == 422 and b'["mounted"]' in answer.body
    return with_json(answer, {"result": None, "invalidate": [{"all": True}]}, 200) if wrong else answer


@fault("FLIGHT-6 AUTH-9")
def refreshes_as_the_server(request: Request, send: Send) -> Answer:
    return send(identified(request, "superuser") if called(request) == "touch_guarded" else request)


@on_answer("FLIGHT-7")
def a_failing_refresh_fails_the_mutation(_: Request, answer: Answer) -> Answer:
    return refusing(answer, 500, "INTERNAL_ERROR", {"id": "00000000"}) if b'"errors"' in answer.body else answer


@fault("FLIGHT-8")
def refreshes_as_who_called(request: Request, send: Send) -> Answer:
    answer = send(request)
    if called(request) not in ("login", "logout") or b"refreshed" not in answer.body:
        return answer
    if called(request) == "login":
        before = replace(request, target=request.target.replace("login", "logout"), body=_without_args(request))
    else:
        login = replace(request, target=request.target.replace("logout", "login"))
        before = with_arguments(login, {"name": "staff"})
    return with_json(answer, {**json.loads(answer.body), "refreshed": json.loads(send(before).body)["refreshed"]})


def _without_args(request: Request) -> bytes:
    return dump({**body_of(request), "args": {}})


@on_json("FLIGHT-9")
def refreshes_without_end(request: Request, body: Json) -> Json:
    if len(body.get("refreshed", [])) < 16:
        return body
    present = {_key(each) for each in body["refreshed"]}
    others: list[Json] = [{**each, "data": {}} for each in map(members, mounted(request)) if _key(each) not in present]
    return {**body, "invalidate": [], "refreshed": [*body["refreshed"], *others]}


@on_request("FLIGHT-9")
def looks_at_sixteen_wishes(request: Request) -> Request:
    wishes = mounted(request)
    if len(wishes) <= 16:
        return request
    return replace(request, body=dump({**body_of(request), "mounted": wishes[:16]}))


@on_json("FLIGHT-10")
def sends_without_end(request: Request, body: Json) -> Json:
    if called(request) != "touch_pages" or not _targets(body):
        return body
    others: list[Json] = [
        {**each, "data": {}} for each in map(members, mounted(request)[len(body.get("refreshed", [])) :])
    ]
    return {**body, "invalidate": [], "refreshed": [*body.get("refreshed", []), *others]}


@on_json("FLIGHT-10")
def sends_hardly_anything(_: Request, body: Json) -> Json:
    return _with_refreshed(body, []) if len(dump(body.get("refreshed", []))) > 100_000 else body


@on_request("FLIGHT-11")
def always_refreshes(request: Request) -> Request:
    return replace(request, target=request.target.replace("set_counter_quietly", "set_counter"))


@fault("FLIGHT-12")
def refreshes_every_wish(request: Request, send: Send) -> Answer:
    answer = send(request)
    wishes = [_key(each) for each in mounted(request) if isinstance(each, dict)]
    body = json.loads(answer.body or b"{}")
    if len(wishes) == len(set(wishes)) or len(body.get("refreshed", [])) != 1:
        return answer
    return with_json(answer, {**body, "refreshed": body["refreshed"] * 2})


@on_json("FLIGHT-13")
def always_has_refreshed(_: Request, body: Json) -> Json:
    return {**body, "refreshed": body.get("refreshed", [])} if "result" in body else body
