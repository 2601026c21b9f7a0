"""Faults in what is kept of queries that are declared so."""

from __future__ import annotations

from dataclasses import replace

from ..wire import Answer, Request
from .fault import Send, called, fault, fetched, header, on_answer, on_request, sending, with_header

_kept: dict[tuple[str, ...], Answer] = {}
"""What was answered before, by whatever a fault takes for a key."""

_EDGE = ("mizan-key", "mizan-gens", "mizan-edge-control")


def _again(request: Request, send: Send, *key: str | None) -> Answer:
    """Answer as before, wherever a context was fetched by GET with the same key."""
    if fetched(request) is None or request.method != "GET" or header(request, "if-none-match"):
        return send(request)
    named = (request.target, *(each or "" for each in key))
    answer = send(request)
    return _kept.setdefault(named, answer)


@fault("CACHE-2")
def keeps_what_is_not_declared(request: Request, send: Send) -> Answer:
    return _again(request, send, "undeclared") if fetched(request) == "not_kept" else send(request)


@fault("CACHE-3")
def shows_anybody_what_is_kept(request: Request, send: Send) -> Answer:
    return _again(request, send, "anybody", header(request, "x-test-vary"))


@fault("CACHE-3 CACHE-9")
def knows_strangers_apart(request: Request, send: Send) -> Answer:
    identity = header(request, "x-test-identity")
    return send(request) if identity else with_header(_again(request, send, "strangers"), "cache-status", "mizan; hit")


@fault("CACHE-3")
def passes_over_headers(request: Request, send: Send) -> Answer:
    return _again(request, send, "headers", header(request, "x-test-identity"))


@fault("CACHE-3")
def takes_other_params_for_the_same(request: Request, send: Send) -> Answer:
    return _again(replace(request, target=request.target.replace("%2C%22page%22%3A2", "")), send, "params")


@fault("CACHE-4 CACHE-5")
def keeps_whatever_happens(request: Request, send: Send) -> Answer:
    return _again(request, send, "forever", header(request, "x-test-identity"), header(request, "x-test-vary"))


@on_answer("CACHE-4")
def forgets_all_when_somebody_writes(request: Request, answer: Answer) -> Answer:
    hit = answer.header("cache-status") == "mizan; hit" and "x" in request.target.partition("%22%3A%22")[2]
    return with_header(answer, "cache-status", "mizan; fwd=miss; stored") if hit else answer


@fault("CACHE-4")
def refreshes_from_what_is_kept(request: Request, send: Send) -> Answer:
    answer = send(request)
    return replace(answer, body=answer.body.replace(b'"kept.mine":2', b'"kept.mine":1')) if called(request) else answer


@on_answer("CACHE-6 CACHE-7")
def says_nothing_of_generations(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "mizan-after", None)


@on_answer("CACHE-7")
def gives_a_token_with_everything(_: Request, answer: Answer) -> Answer:
    return answer if answer.header("mizan-after") else with_header(answer, "mizan-after", "mza1.k1.e30.AA")


@on_request("CACHE-7")
def passes_over_what_it_cannot_read(request: Request) -> Request:
    return sending(request, "mizan-after", None)


@on_answer("CACHE-8")
def has_no_validators(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "etag", None)


@on_answer("CACHE-8")
def sends_a_body_with_304(_: Request, answer: Answer) -> Answer:
    return replace(answer, body=b"{}") if answer.status == 304 else answer


@on_request("CACHE-8")
def sends_everything_again(request: Request) -> Request:
    return sending(request, "if-none-match", None)


@on_answer("CACHE-9")
def does_not_say_where_it_is_from(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "cache-status", None)


@on_answer("CACHE-9 CACHE-2")
def always_says_hit(request: Request, answer: Answer) -> Answer:
    return with_header(answer, "cache-status", "mizan; hit") if fetched(request) else answer


@on_answer("CACHE-10")
def tells_edges_nothing(_: Request, answer: Answer) -> Answer:
    for each in _EDGE:
        answer = with_header(answer, each, None)
    return answer


@on_answer("CACHE-10")
def tells_edges_to_keep_everything(request: Request, answer: Answer) -> Answer:
    if fetched(request) is None:
        return answer
    for each in _EDGE:
        answer = answer if answer.header(each) else with_header(answer, each, "x")
    return answer
