"""Faults in checking requests by token."""

from __future__ import annotations

from dataclasses import replace
from http.cookies import SimpleCookie

from ..wire import Answer, Request
from .fault import fetched, header, on_answer, refusing, with_header, with_json

_TOKEN = "x-csrftoken"
_COOKIE = "csrftoken"
_FORM = "csrfmiddlewaretoken"


def _stored(request: Request) -> str | None:
    """Return the token in a request's cookie."""
    cookies = SimpleCookie(header(request, "cookie") or "")
    return cookies[_COOKIE].value if _COOKIE in cookies else None


def _is_refused(answer: Answer) -> bool:
    return b"CSRF_FAILED" in answer.body


def _admitting(answer: Answer) -> Answer:
    return with_json(answer, {"result": "user"}, 200)


@on_answer("CSRF-6")
def finds_no_token(request: Request, answer: Answer) -> Answer:
    details = {"origin": header(request, "origin"), "expected": ["https://app.example"]}
    return refusing(answer, 403, "CSRF_FAILED", details) if header(request, _TOKEN) else answer


@on_answer("CSRF-6")
def takes_any_token(request: Request, answer: Answer) -> Answer:
    return _admitting(answer) if _is_refused(answer) and header(request, _TOKEN) is not None else answer


@on_answer("CSRF-6")
def compares_malformed_tokens(request: Request, answer: Answer) -> Answer:
    equal = _stored(request) is not None and _stored(request) == header(request, _TOKEN)
    return _admitting(answer) if _is_refused(answer) and equal else answer


@on_answer("CSRF-6")
def takes_tokens_from_anywhere(request: Request, answer: Answer) -> Answer:
    named = {"x-csrf-token", "x-xsrf-token"} & {name for name, _ in request.headers}
    anywhere = named or _FORM in request.target or _FORM.encode() in request.body
    return _admitting(answer) if _is_refused(answer) and anywhere else answer


@on_answer("CSRF-6")
def trusts_the_cookie_alone(request: Request, answer: Answer) -> Answer:
    return _admitting(answer) if _is_refused(answer) and _stored(request) else answer


@on_answer("CSRF-6 CSRF-7")
def takes_an_origin_for_a_token(request: Request, answer: Answer) -> Answer:
    known = header(request, "origin") in ("https://app.example", "http://127.0.0.1")
    return _admitting(answer) if _is_refused(answer) and known else answer


@on_answer("CSRF-7")
def looks_at_the_token_alone(request: Request, answer: Answer) -> Answer:
    matches = _stored(request) == header(request, _TOKEN)
    return _admitting(answer) if _is_refused(answer) and matches else answer


@on_answer("CSRF-7")
def trusts_no_origin_but_its_own(request: Request, answer: Answer) -> Answer:
    details = {"origin": header(request, "origin"), "expected": []}
    foreign = header(request, "origin") not in (None, "http://127.0.0.1")
    return refusing(answer, 403, "CSRF_FAILED", details) if foreign and answer.status == 200 else answer


@on_answer("CSRF-7")
def trusts_no_origin(request: Request, answer: Answer) -> Answer:
    details = {"origin": header(request, "origin"), "expected": []}
    return refusing(answer, 403, "CSRF_FAILED", details) if header(request, "origin") else answer


@on_answer("CSRF-8")
def refuses_without_a_cookie(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "set-cookie", None) if _is_refused(answer) else answer


@on_answer("CSRF-8 CSRF-9")
def sets_a_useless_cookie(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "set-cookie", f"{_COOKIE}=useless; Path=/") if answer.header("set-cookie") else answer


@on_answer("CSRF-9")
def gives_readers_no_cookie(request: Request, answer: Answer) -> Answer:
    return with_header(answer, "set-cookie", None) if fetched(request) else answer


@on_answer("CSRF-9")
def gives_everybody_a_cookie(_: Request, answer: Answer) -> Answer:
    return (
        answer
        if answer.header("set-cookie")
        else replace(answer, headers=(*answer.headers, ("set-cookie", f"{_COOKIE}=x; Path=/")))
    )
