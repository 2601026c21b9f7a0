"""Faults in writing and reading types."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ..wire import Answer, Request
from .fault import Json, arguments, called, items, members, on_answer, on_json, refusing


def _each(change: Callable[[Json], Json], value: Json) -> Json:
    """Change every value inside a result, innermost first."""
    if isinstance(value, dict):
        value = {name: _each(change, each) for name, each in members(value).items()}
    elif isinstance(value, list):
        value = [_each(change, each) for each in items(value)]
    return change(value)


def _result(body: Json, change: Callable[[Json], Json]) -> Json:
    return {**body, "result": _each(change, body["result"])} if "result" in body else body


def _is_about(request: Request, name: str) -> bool:
    return called(request) == f"types.{name}"


@on_json("TYPE-1")
def writes_timestamps(request: Request, body: Json) -> Json:
    def change(value: Json) -> Json:
        return 0 if isinstance(value, str) and re.match(r"\d\d\d\d-\d\d-\d\dT|P", value) else value

    return _result(body, change)


@on_json("TYPE-1")
def writes_dates_for_people(request: Request, body: Json) -> Json:
    def change(value: Json) -> Json:
        return value.replace("T", " ") if isinstance(value, str) and re.match(r"\d\d\d\d-\d\d-\d\dT", value) else value

    return _result(body, change)


@on_json("TYPE-2")
def writes_decimals_as_numbers(request: Request, body: Json) -> Json:
    def change(value: Json) -> Json:
        return float(value) if isinstance(value, str) and re.fullmatch(r"\d+[.]\d+", value) else value

    return _result(body, change)


@on_json("TYPE-3")
def writes_the_other_base64(request: Request, body: Json) -> Json:
    def change(value: Json) -> Json:
        return value.replace("-", "+").replace("_", "/") if isinstance(value, str) else value

    return _result(body, change) if _is_about(request, "binary") else body


@on_json("TYPE-4")
def writes_names_of_enums(request: Request, body: Json) -> Json:
    def change(value: Json) -> Json:
        return value.upper() if isinstance(value, str) else value

    return _result(body, change) if _is_about(request, "choices") else body


@on_json("TYPE-5")
def writes_tuples_as_objects(request: Request, body: Json) -> Json:
    def change(value: Json) -> Json:
        return {str(index): each for index, each in enumerate(items(value))} if isinstance(value, list) else value

    return _result(body, change)


@on_json("TYPE-5")
def writes_sets_as_they_come(request: Request, body: Json) -> Json:
    def change(value: Json) -> Json:
        return items(value)[::-1] if isinstance(value, list) else value

    return _result(body, change) if _is_about(request, "collections") or _is_about(request, "defaults") else body


@on_json("TYPE-6")
def leaves_out_defaults(request: Request, body: Json) -> Json:
    def change(value: Json) -> Json:
        if not isinstance(value, dict):
            return value
        named = members(value).items()
        return {name: each for name, each in named if each not in (None, []) and (name, each) != ("seat", 1)}

    return _result(body, change)


@on_answer("TYPE-6")
def absent_is_not_null(request: Request, answer: Answer) -> Answer:
    explicit = called(request) == "mix" and "note" in arguments(request)
    return refusing(answer, 422, "VALIDATION_ERROR") if explicit else answer


@on_json("TYPE-7")
def renames_members(request: Request, body: Json) -> Json:
    def change(value: Json) -> Json:
        return {name.title(): each for name, each in members(value).items()} if isinstance(value, dict) else value

    return _result(body, change)


@on_json("TYPE-8")
def sanitises_strings(request: Request, body: Json) -> Json:
    def change(value: Json) -> Json:
        if not isinstance(value, str):
            return value
        return (
            re.sub(r"[<>*`:\\%{}\x00-\x1f\u0300-\u036f\u2028-\u202f\ufeff-\uffff\U00010000-\U0010ffff]", "", value)
            or None
        )

    return _result(body, change)


@on_answer("TYPE-8 JSON-8")
def escapes_for_html(_: Request, answer: Answer) -> Answer:
    return replace(answer, body=answer.body.replace(b"<", b"\\u003c")) if b"<" in answer.body else answer


@on_json("TYPE-9")
def writes_big_integers_as_numbers(request: Request, body: Json) -> Json:
    return _result(body, int) if _is_about(request, "big") else body
