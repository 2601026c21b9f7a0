"""Faults in taking files."""

from __future__ import annotations

import re
from dataclasses import replace

from ..messages import MOUNT
from ..wire import Answer, Request
from .fault import (
    Json,
    Send,
    called,
    fault,
    header,
    is_multipart,
    on_answer,
    on_json,
    on_request,
    refusing,
    sending,
    with_json,
)

JSON_TYPE = "application/json"
TAKES_FILES = ("store_file", "describe_file", "attach", "store_secret")


@on_answer("FILE-1 FILE-2 FILE-3 FILE-4 FILE-6 FILE-7 FILE-8 BODY-2")
def knows_no_multipart(request: Request, answer: Answer) -> Answer:
    return refusing(answer, 415, "UNSUPPORTED_MEDIA_TYPE") if is_multipart(request) else answer


@on_answer("FILE-1 FILE-2")
def takes_files_by_multipart_alone(request: Request, answer: Answer) -> Answer:
    wrong = called(request) in TAKES_FILES and not is_multipart(request)
    return refusing(answer, 415, "UNSUPPORTED_MEDIA_TYPE") if wrong else answer


@on_request("FILE-1")
def reads_files_as_text(request: Request) -> Request:
    if not is_multipart(request) or request.body.isascii():
        return request
    return replace(request, body=request.body.decode("utf-8", "replace").encode())


@on_answer("FILE-2")
def takes_no_file_for_none(request: Request, answer: Answer) -> Answer:
    is_missing = answer.status == 422 and b'["file"]' in answer.body
    return with_json(answer, {"result": None}, 200) if is_missing else answer


@on_answer("FILE-4 FILE-6 FILE-7")
def reads_parts_leniently(request: Request, answer: Answer) -> Answer:
    broken = answer.status == 400 and is_multipart(request)
    return with_json(answer, {"result": {"name": None, "size": 0, "title": ""}}, 200) if broken else answer


@on_request("FILE-5")
def takes_multipart_everywhere(request: Request) -> Request:
    if not is_multipart(request) or called(request) in TAKES_FILES:
        return request
    return replace(sending(request, "content-type", JSON_TYPE), target=f"{MOUNT}/call/ping", body=b"{}")


@on_answer("FILE-6")
def reads_parts_pedantically(request: Request, answer: Answer) -> Answer:
    usual = header(request, "content-type") == "multipart/form-data; boundary=x" and request.body.count(b"\r\n") == 5
    return refusing(answer, 400, "BAD_REQUEST") if is_multipart(request) and not usual else answer


@on_json("FILE-7")
def hands_on_directories(request: Request, body: Json) -> Json:
    sent = re.search(rb'filename="([^"]*)"', request.body)
    if called(request) == "store_file" and sent and "result" in body:
        body["result"]["name"] = sent[1].decode()
    return body


@on_json("FILE-7")
def decodes_names(_: Request, body: Json) -> Json:
    if isinstance(body.get("result"), dict) and isinstance(body["result"].get("name"), str):
        body["result"]["name"] = body["result"]["name"].replace("%22", "'").replace("&amp;", "&").strip(" .")
    return body


@on_answer("FILE-7 FILE-2")
def takes_an_empty_name_for_a_name(request: Request, answer: Answer) -> Answer:
    return with_json(answer, {"result": 0}, 200) if b'filename=""' in request.body else answer


@on_json("FILE-8")
def first_of_several_parts_counts(request: Request, body: Json) -> Json:
    if request.body.count(b'name="args"') > 1 and "result" in body:
        body["result"]["title"] = "first"
    return body


@on_answer("FILE-3")
def takes_the_last_of_several_files(request: Request, answer: Answer) -> Answer:
    several = request.body.count(b'name="file"; filename') > 1
    return with_json(answer, {"result": {"name": "b.txt", "size": 1, "title": ""}}, 200) if several else answer


@fault("HTTP-11")
def validates_files_before_it_reads_arguments(request: Request, send: Send) -> Answer:
    answer = send(request)
    unknown = is_multipart(request) and b'name="other"' in request.body and answer.status == 400
    return refusing(answer, 422, "VALIDATION_ERROR", []) if unknown else answer
