"""Faults of servers in scenes: what they may get wrong of topics, messages and streams."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ..scenes import Event, Fault
from ..wire import Answer, Request
from .fault import Json, members, refusing, with_header, with_json


class _Answers(Fault):
    """Spoils the JSON of answers."""

    def __init__(self, breaks: str, spoil: Callable[[Request, Json], Json]) -> None:
        self.breaks = breaks
        self._spoil = spoil

    def answer(self, request: Request, answer: Answer) -> Answer:
        if not answer.body:
            return answer
        return with_json(answer, self._spoil(request, json.loads(answer.body)))


class _Requests(Fault):
    """Reads requests wrongly."""

    def __init__(self, breaks: str, change: Callable[[Request], Request]) -> None:
        self.breaks = breaks
        self._change = change

    def request(self, request: Request) -> Request:
        return self._change(request)


class _Events(Fault):
    """Spoils the events of one name; returns none, one or several in place of it."""

    def __init__(self, breaks: str, name: str, spoil: Callable[[Any], list[Any]]) -> None:
        self.breaks = breaks
        self._name = name
        self._spoil = spoil

    def event(self, event: Event) -> list[Event]:
        if event["event"] != self._name:
            return [event]
        return [{**event, "data": data} for data in self._spoil(event["data"])]


class _Whole(Fault):
    """Answers something else altogether."""

    def __init__(self, breaks: str, change: Callable[[Request, Answer], Answer]) -> None:
        self.breaks = breaks
        self._change = change

    def answer(self, request: Request, answer: Answer) -> Answer:
        return self._change(request, answer)


def _without_topics(_: Request, body: Json) -> Json:
    for each in (body, *members(body).get("refreshed", ())):
        members(each).pop("topic", None)
    return body


def _topics_for_all(_: Request, body: Json) -> Json:
    return {**body, "topic": "0-0.0.x"} if "data" in members(body) and "topic" not in body else body


def _accepts_everything(data: Any) -> list[Any]:
    return [{"watch": [*data["watch"], *data["refused"]], "refused": []}]


def _says_params_of_targets(data: Any) -> list[Any]:
    return [{**data, "targets": [_wider(each) for each in data["targets"]]}]


def _wider(target: Any) -> Any:
    return {**target, "params": {**target["params"], "page": 3}} if "params" in target else {"context": "room"}


def _rewritten(name: str, value: str | None) -> Callable[[Request, Answer], Answer]:
    return lambda _, answer: with_header(answer, name, value) if answer.header(name) else answer


def _is_live(request: Request) -> bool:
    return "/live" in request.target


def _never_watches(request: Request) -> Request:
    if not request.target.startswith("/api/mizan/live/") or b'"unwatch"' not in request.body:
        return request
    return Request(request.method, request.target, request.headers, b"{}", request.chunked)


def _stands_in(code: int, name: str, only: int) -> Callable[[Request, Answer], Answer]:
    return lambda request, answer: refusing(answer, code, name) if answer.status == only else answer


SCENE_FAULTS: dict[str, Fault] = {
    "no-topics": _Answers("2", _without_topics),
    "topics-for-what-nobody-may-read": _Answers("2 18", _topics_for_all),
    "streams-are-json": _Whole("3", _rewritten("content-type", "application/json")),
    "streams-may-be-buffered": _Whole("3", _rewritten("x-accel-buffering", "yes")),
    "one-name-for-all": _Events("3", "ready", lambda _: [{"connection": "x" * 32}]),
    "guessable-names": _Events("3 5", "ready", lambda data: [{"connection": data["connection"][:4]}]),
    "methods-are-not-found": _Whole("4", _stands_in(404, "NOT_FOUND", 405)),
    "queries-are-ignored": _Requests(
        "4",
        lambda each: (
            Request(each.method, each.target.partition("?")[0], each.headers, each.body) if _is_live(each) else each
        ),
    ),
    "messages-are-answered-otherwise": _Answers(
        "5", lambda request, body: {"result": {}} if _is_live(request) and "result" in body else body
    ),
    "wrong-messages-are-fine": _Whole(
        "5",
        lambda request, answer: (
            with_json(answer, {"result": None}, 200)
            if _is_live(request) and answer.status in (400, 403, 422)
            else answer
        ),
    ),
    "messages-are-never-answered": _Events("6 5", "watching", lambda _: []),
    "refusals-are-not-said": _Events("6", "watching", lambda data: [{**data, "refused": []}]),
    "unknown-connections-are-fine": _Whole(
        "7", lambda _, answer: with_json(answer, {"result": None}, 200) if answer.status == 404 else answer
    ),
    "everything-may-be-watched": _Events("8", "watching", _accepts_everything),
    "nothing-may-be-watched": _Events(
        "8 6", "watching", lambda data: [{"watch": [], "refused": [*data["watch"], *data["refused"]]}]
    ),
    "nothing-is-told": _Events("9 10 11 12 13", "stale", lambda _: []),
    "everything-is-told-twice": _Events("9 13", "stale", lambda data: [data, data]),
    "params-of-targets-leak": _Events("10 9", "stale", _says_params_of_targets),
    "everything-is-told-as-all": _Events("10 9", "stale", lambda data: [{**data, "targets": [{"all": True}]}]),
    "origins-are-dropped": _Events(
        "12", "stale", lambda data: [{key: value for key, value in data.items() if key != "origin"}]
    ),
    "origins-are-invented": _Events("12 9", "stale", lambda data: [{"origin": "x", **data}]),
    "unwatch-is-ignored": _Requests("14", _never_watches),
    "limits-say-nothing-of-when": _Whole("17", _rewritten("retry-after", None)),
    "limits-are-forbidden": _Whole("17", _stands_in(403, "FORBIDDEN", 429)),
    "what-cannot-be-is-not-found": _Whole("18", _stands_in(404, "NOT_FOUND", 501)),
}
