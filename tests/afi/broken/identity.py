"""Faults in who calls by a token, and who is given one."""

from __future__ import annotations

from ..messages import MOUNT
from ..wire import Answer, Request
from .fault import called, fetched, header, on_answer, on_request, refusing, sending, with_header, with_json

_TOKEN = f"{MOUNT}/token"
_MADE_UP = {"token": "a.b.c", "expires": 1}


def _is_refusal(answer: Answer) -> bool:
    return b'"TOKEN_' in answer.body


def _brings_a_token(request: Request) -> bool:
    return (header(request, "authorization") or "").lower().startswith("bearer")


@on_answer("TOKEN-6")
def gives_everybody_a_token(request: Request, answer: Answer) -> Answer:
    asked = request.target == _TOKEN and answer.status == 401
    return with_json(answer, _MADE_UP, 200) if asked else answer


@on_answer("TOKEN-6")
def listens_to_what_is_asked(request: Request, answer: Answer) -> Answer:
    asked = request.target == _TOKEN and answer.status in (400, 415, 422)
    return with_json(answer, _MADE_UP, 200) if asked else answer


@on_answer("TOKEN-6 CSRF-5")
def gives_tokens_to_other_sites(request: Request, answer: Answer) -> Answer:
    asked = request.target == _TOKEN and answer.status == 403
    return with_json(answer, _MADE_UP, 200) if asked else answer


@on_answer("TOKEN-6")
def gives_tokens_that_nobody_believes(request: Request, answer: Answer) -> Answer:
    given = request.target == _TOKEN and answer.status == 200
    return with_header(with_json(answer, _MADE_UP), "set-cookie", "__Host-mizan=a.b.c") if given else answer


@on_answer("TOKEN-6")
def wants_a_reason(request: Request, answer: Answer) -> Answer:
    empty = request.target == _TOKEN and answer.status == 200
    return refusing(answer, 415, "UNSUPPORTED_MEDIA_TYPE") if empty else answer


@on_answer("TOKEN-7")
def sets_no_cookie(request: Request, answer: Answer) -> Answer:
    return with_header(answer, "set-cookie", None) if request.target == _TOKEN else answer


@on_answer("TOKEN-8")
def takes_methods_of_tokens_for_paths(request: Request, answer: Answer) -> Answer:
    wrong = request.target == _TOKEN and answer.status == 405
    return refusing(answer, 404, "NOT_FOUND") if wrong else answer


@on_request("TOKEN-10")
def knows_no_tokens(request: Request) -> Request:
    return sending(request, "authorization", None)


@on_request("TOKEN-7 TOKEN-10")
def knows_no_token_in_a_cookie(request: Request) -> Request:
    return sending(request, "cookie", None) if fetched(request) else request


@on_request("TOKEN-10")
def asks_the_cookie_first(request: Request) -> Request:
    if "__Host-mizan" not in (header(request, "cookie") or ""):
        return request
    return sending(sending(request, "authorization", None), "x-test-identity", None)


@on_request("TOKEN-10")
def asks_the_session_first(request: Request) -> Request:
    return sending(request, "authorization", None) if header(request, "x-test-identity") else request


@on_answer("TOKEN-10")
def takes_all_credentials_for_tokens(request: Request, answer: Answer) -> Answer:
    other = header(request, "authorization") is not None and not _brings_a_token(request)
    return refusing(answer, 401, "TOKEN_INVALID") if other else answer


@on_answer("TOKEN-10 AUTH-4 CSRF-5")
def lets_tokens_pass_everywhere(request: Request, answer: Answer) -> Answer:
    refused = _brings_a_token(request) and answer.status == 403
    return with_json(answer, {"result": "user"}, 200) if refused else answer


@on_request("TOKEN-11")
def takes_what_it_does_not_believe_for_nothing(request: Request) -> Request:
    return sending(sending(request, "authorization", None), "cookie", None)


@on_answer("TOKEN-11")
def says_why_in_the_message(_: Request, answer: Answer) -> Answer:
    return refusing(answer, 401, "TOKEN_INVALID") if b'"TOKEN_INVALID"' in answer.body else answer


@on_answer("TOKEN-11")
def takes_what_has_expired_for_wrong(_: Request, answer: Answer) -> Answer:
    return refusing(answer, 401, "TOKEN_INVALID") if b'"TOKEN_EXPIRED"' in answer.body else answer


@on_answer("TOKEN-11")
def challenges_nobody(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "www-authenticate", None)


@on_answer("TOKEN-11")
def keeps_a_cookie_that_is_refused(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "set-cookie", None) if _is_refusal(answer) else answer


@on_answer("TOKEN-11 HTTP-11")
def asks_who_calls_first(request: Request, answer: Answer) -> Answer:
    return refusing(answer, 401, "TOKEN_INVALID") if _brings_a_token(request) and answer.status == 413 else answer


@on_answer("TOKEN-11 HTTP-11")
def asks_where_it_comes_from_first(request: Request, answer: Answer) -> Answer:
    foreign = header(request, "origin") == "https://evil.example" and _is_refusal(answer)
    return refusing(answer, 403, "CSRF_FAILED") if foreign else answer


@on_answer("TOKEN-11")
def ends_every_cookie(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "set-cookie", "__Host-mizan=; Max-Age=0") if _is_refusal(answer) else answer


@on_answer("TOKEN-13")
def keeps_the_cookie_of_who_leaves(request: Request, answer: Answer) -> Answer:
    return with_header(answer, "set-cookie", None) if called(request) in ("login", "logout") else answer


@on_answer("TOKEN-13")
def keeps_the_cookie_of_somebody_else(request: Request, answer: Answer) -> Answer:
    return with_header(answer, "set-cookie", None) if fetched(request) and answer.status == 200 else answer


@on_answer("TOKEN-13")
def ends_the_cookie_of_who_stays(request: Request, answer: Answer) -> Answer:
    stays = called(request) == "whoami" and answer.status == 200
    return with_header(answer, "set-cookie", "__Host-mizan=; Max-Age=0") if stays else answer
