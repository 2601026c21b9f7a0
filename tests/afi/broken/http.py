"""Faults at the edges of HTTP."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from urllib.parse import unquote

from ..messages import MOUNT
from ..wire import Answer, Request
from .fault import (
    Json,
    Send,
    called,
    dump,
    fault,
    fetched,
    header,
    on_answer,
    on_json,
    on_request,
    refusing,
    sending,
    with_header,
    with_json,
)


@on_answer("HTTP-1")
def no_protocol_header(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "mizan-protocol", None)


@on_answer("HTTP-1")
def another_protocol(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "mizan-protocol", "2")


@on_answer("HTTP-2")
def errors_as_html(_: Request, answer: Answer) -> Answer:
    if answer.status < 400:
        return answer
    return with_header(replace(answer, body=b"<h1>Error</h1>"), "content-type", "text/html")


@on_answer("HTTP-2")
def json_with_another_type(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "content-type", "text/plain; charset=utf-8")


@on_answer("HTTP-3")
def cacheable(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "cache-control", "public, max-age=60")


@on_answer("HTTP-3")
def without_vary(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "vary", "Accept-Encoding")


@on_answer("HTTP-4")
def sniffable(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "x-content-type-options", None)


@on_answer("HTTP-5 HTTP-6 HTTP-7 NAME-2 CTX-10")
def unknown_paths_as_the_framework_likes(_: Request, answer: Answer) -> Answer:
    if answer.status != 404 or b"NOT_FOUND" not in answer.body:
        return answer
    return replace(answer, body=dump({"detail": "Not Found"}))


@on_answer("HTTP-5")
def redirects_slashes(request: Request, answer: Answer) -> Answer:
    if answer.status != 404 or not request.target.endswith("/"):
        return answer
    return with_header(replace(answer, status=307), "location", "http://evil.example/api/mizan/call/echo")


@on_request("HTTP-5")
def tidies_paths(request: Request) -> Request:
    path, mark, query = request.target.partition("?")
    path = re.sub("/%2e%2e/call|/[.][.]/call|/[.]|(?<=/)/", "", path.replace("%2F", "/").replace("%2f", "/"))
    return replace(request, target=path.rstrip("/") + mark + query)


@on_request("NAME-2")
def finds_names_loosely(request: Request) -> Request:
    path, mark, query = request.target.partition("?")
    path = unicodedata.normalize("NFKC", unquote(unquote(path, errors="ignore"), errors="ignore"))
    path = (
        re.split(r"[\x00#?;\\\s]", path)[0].lower().removesuffix(".json").replace("\u0131", "i").replace("\u200b", "")
    )
    return replace(request, target=path.encode("ascii", "ignore").decode() + mark + query)


@fault("NAME-2 CTX-7 CTX-10")
def reaches_anything(request: Request, send: Send) -> Answer:
    answer = send(request)
    if answer.status != 404 or b"Said so" in answer.body:
        return answer
    return with_json(answer, {"data": {}} if fetched(request) else {"result": None}, 200)


@on_answer("NAME-2")
def knows_no_dots(request: Request, answer: Answer) -> Answer:
    return refusing(answer, 404, "NOT_FOUND") if called(request) == "tasks.count" else answer


@on_request("HTTP-6 HTTP-11")
def calls_by_any_method(request: Request) -> Request:
    if called(request) is None or request.method in ("OPTIONS", "HEAD"):
        return request
    return sending(replace(request, method="POST", body=request.body or b"{}"), "content-type", "application/json")


@on_request("HTTP-6 HTTP-7")
def takes_methods_in_any_case(request: Request) -> Request:
    return replace(request, method=request.method.upper())


@on_request("HTTP-5 CTX-8")
def cuts_fragments_off(request: Request) -> Request:
    return replace(request, target=request.target.partition("#")[0])


@on_answer("HTTP-6 HTTP-7 HTTP-9")
def does_not_say_what_is_allowed(_: Request, answer: Answer) -> Answer:
    return with_header(answer, "allow", None)


@on_answer("HTTP-6 HTTP-7")
def answers_preflights(request: Request, answer: Answer) -> Answer:
    if request.method != "OPTIONS":
        return answer
    return with_header(with_json(answer, {"data": {}}, 200), "access-control-allow-origin", "*")


@on_answer("HTTP-6")
def calls_by_head(request: Request, answer: Answer) -> Answer:
    return replace(answer, status=200) if request.method == "HEAD" and called(request) else answer


@on_request("HTTP-7")
def fetches_by_any_method(request: Request) -> Request:
    return replace(request, method="GET") if fetched(request) and request.method not in ("HEAD", "POST") else request


@on_answer("HTTP-8")
def knows_no_head(request: Request, answer: Answer) -> Answer:
    if request.method != "HEAD" or not fetched(request):
        return answer
    return with_header(replace(answer, status=405), "allow", "GET, POST")


@on_answer("HTTP-9")
def hides_queries_from_calls(request: Request, answer: Answer) -> Answer:
    return refusing(answer, 404, "NOT_FOUND") if request.method == "POST" and answer.status == 405 else answer


@on_json("HTTP-9")
def does_not_say_where_to_fetch(request: Request, body: Json) -> Json:
    if request.method == "POST" and body.get("error", {}).get("code") == "METHOD_NOT_ALLOWED":
        body["error"]["message"] = "Method not allowed."
    return body


_IDENTIFYING = {"mizan-sub", "x-user", "remote-user", "__proto__", "x-forwarded-for", "forwarded", "mizan-gens"}
_REWRITING = {"x-original-url", "x-rewrite-url"}
_OVERRIDING = {"x-http-method-override", "x-method-override"}
_NEGOTIATING = {
    *("accept", "accept-language", "accept-encoding", "range", "user-agent", "x-requested-with"),
    *("x-forwarded-host", "x-forwarded-proto", "mizan-sig"),
}


@on_request("HTTP-10")
def trusts_headers(request: Request) -> Request:
    for name, value in request.headers:
        if name in _IDENTIFYING:
            request = sending(request, "x-test-identity", "staff")
        elif name in _REWRITING:
            request = replace(request, target=value)
        elif name in _OVERRIDING:
            request = replace(request, method=value, body=request.body or b"{}")
            request = sending(request, "content-type", "application/json")
    return request


@on_answer("HTTP-10")
def negotiates(request: Request, answer: Answer) -> Answer:
    names = {name for name, _ in request.headers}
    return with_header(answer, "content-type", "text/html") if names & _NEGOTIATING else answer


@on_answer("HTTP-10")
def insists_on_its_protocol(request: Request, answer: Answer) -> Answer:
    return answer if header(request, "mizan-protocol") in (None, "1") else refusing(answer, 400, "BAD_REQUEST")


@on_answer("HTTP-10 HTTP-5")
def echoes_the_host(request: Request, answer: Answer) -> Answer:
    host = header(request, "host")
    return answer if host is None else with_header(answer, "location", f"http://{host}{request.target}")


@fault("HTTP-11")
def looks_at_content_last(request: Request, send: Send) -> Answer:
    answer = send(request)
    if answer.status not in (405, 413, 415):
        return answer
    tidy = sending(replace(request, method="POST", body=b"{}", chunked=False), "content-type", "application/json")
    refusal = send(tidy)
    return refusal if refusal.status in (401, 403) else answer


@fault("HTTP-12")
def breaks_off_when_it_gets_much(request: Request, send: Send) -> Answer:
    if len(request.body) > 10_000 or (called(request) not in (None, "echo", "ping") and _is_odd(request.target)):
        raise ConnectionResetError("broken on purpose")
    return send(request)


def _is_odd(target: str) -> bool:
    return not re.fullmatch(r"[a-z0-9_./]+", target.removeprefix(MOUNT))
