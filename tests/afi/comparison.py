"""Whether backends answer one request alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from .expectations import breaches
from .wire import Answer, Request

_COMPARED = (
    *("content-type", "mizan-protocol", "cache-control", "x-content-type-options", "allow", "retry-after", "location"),
    *("content-length", "content-encoding", "www-authenticate", "etag", "cache-status"),
)
_ERROR_ID = re.compile(rb'"id":"[0-9a-f]{16}"')
_TOKEN = re.compile(rb'"token":"[^"]+","expires":\d+')
_CSRF = re.compile(rb'"CSRF_FAILED","message":"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What a framework or a server decides before our code runs, so that some backends answer otherwise."""

    reason: str
    backends: frozenset[str]
    applies: Callable[[Request], bool]
    example: Request


def _has_two_content_types(request: Request) -> bool:
    return [name.lower() for name, _ in request.headers].count("content-type") > 1


EXCLUSIONS = (
    Exclusion(
        "Gunicorn refuses a second Content-Type with a page of its own.",
        frozenset({"django-wsgi"}),
        _has_two_content_types,
        Request("POST", "/api/mizan/call/ping", (("content-type", "application/json"),) * 2, b"{}"),
    ),
)


def differences(
    request: Request, answers: Mapping[str, Answer], exclusions: tuple[Exclusion, ...] = EXCLUSIONS
) -> Iterator[str]:
    """Yield where the answers of several backends break the protocol, or are not the same."""
    excluded = {name for each in exclusions if each.applies(request) for name in each.backends}
    compared = {name: answer for name, answer in answers.items() if name not in excluded}
    for name, answer in compared.items():
        yield from (f"{name}: {each}" for each in breaches(request, answer))
    (first, expected), *others = ((name, essence(answer)) for name, answer in compared.items())
    for name, actual in others:
        for what in expected:
            if actual[what] != expected[what]:
                yield f"{what}: {first} answers {_short(expected[what])}, {name} {_short(actual[what])}"


def essence(answer: Answer) -> Mapping[str, object]:
    """Return what must be the same whoever answers: all but ids, tokens, and which check of cookies refused."""
    headers: dict[str, object] = {name: answer.header(name) for name in _COMPARED}
    headers["vary"] = {each.strip().lower() for each in (answer.header("vary") or "").split(",")}
    body = _TOKEN.sub(b'"token":"*"', _ERROR_ID.sub(b'"id":"*"', answer.body))
    if b"CSRF_FAILED" in body:  # by origin or by token, so the reasons differ
        body, headers["content-length"] = _CSRF.sub(b'"CSRF_FAILED","message":"*"', body), "*"
    return {"status": answer.status, "body": body, **headers}


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) < 500 else f"{text[:500]}…"
