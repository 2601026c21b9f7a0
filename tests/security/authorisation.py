"""Who may call what: a server is asked for every function, identity and way, and held to a table kept by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.afi.host.identities import IDENTITIES
from tests.afi.messages import MOUNT
from tests.afi.wire import Answer, Request

from .rules.rule import Rule
from .shapes import document
from .target import Target
from .transports import JSON, MULTIPART, multipart, part

TABLE = Path(__file__).with_name("authorisation.txt")
_UNKNOWN = b'{"\\u0000":1}'
"""Arguments of no function: who may call it is told that they are unknown, and it does not run."""


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Return, by function and identity, `yes` or the status of the refusal."""
    lines = [line.split() for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    head, *rows = lines
    assert head == ["function", *IDENTITIES], f"{TABLE.name} starts with: function {' '.join(IDENTITIES)}"
    found = {name: dict(zip(IDENTITIES, cells, strict=True)) for name, *cells in rows}
    assert len(found) == len(rows), f"{TABLE.name} has two rows for one function"
    return found


@cache
def functions(like: str) -> Mapping[str, Any]:
    """Return every function that a framework serves, as its document describes it, by name."""
    found: dict[str, Any] = json.loads(document(like))
    takes_files = {
        path.removeprefix("/call/")
        for path, each in found["paths"].items()
        if "multipart/form-data" in each.get("post", {}).get("requestBody", {}).get("content", {})
    }
    return {name: {**each, "files": name in takes_files} for name, each in found["x-mizan"]["functions"].items()}


def requests(name: str, function: Mapping[str, Any]) -> Iterator[tuple[str, Request]]:
    """Yield, by way, a request that reaches the function's guard, and comes no further."""
    if function["kind"] == "query":
        path = f"{MOUNT}/context/{function['context']}"
        query = f"params={quote(_UNKNOWN)}&only={name}"
        yield "context-get", Request("GET", f"{path}?{query}", (), b"")
        body = b'{"params":%b,"only":[%b]}' % (_UNKNOWN, json.dumps(name).encode())
        yield "context-post", Request("POST", path, (("content-type", JSON),), body)
        return
    path = f"{MOUNT}/call/{name}"
    yield "call-json", Request("POST", path, (("content-type", JSON),), b'{"args":%b}' % _UNKNOWN)
    if function["files"]:
        yield "call-multipart", Request("POST", path, (("content-type", MULTIPART),), multipart(part("args", _UNKNOWN)))


def verdict(answer: Answer) -> str:
    """Return `yes` where the guard let somebody pass, else the status of its refusal."""
    body: Any = json.loads(answer.body)
    error = body["error"] if "error" in body else next(iter(body["errors"].values()))
    if error["code"] == "VALIDATION_ERROR":
        return "yes"
    return _STATUSES.get(error["code"], error["code"])


_STATUSES = {"UNAUTHENTICATED": "401", "FORBIDDEN": "403", "INTERNAL_ERROR": "500", "OUT_OF_STOCK": "409"}


def faults(target: Target, _: str | None) -> Iterable[str]:
    """Yield where a server lets others pass than the table says."""
    for name, function in functions(target.shape.like).items():
        wanted = table().get(name)
        if wanted is None:
            continue  # a test of its own says so
        for way, request in requests(name, function):
            for who in IDENTITIES:
                identity = () if who == "anonymous" else (("x-test-identity", who),)
                sent = Request(request.method, request.target, (*request.headers, *identity), request.body)
                got = verdict(target.send(sent))
                if got != wanted[who]:
                    yield f"{name} by {way} for {who}: the table says {wanted[who]}, the server {got}"


AUTHORISATION = Rule("authorisation", (), faults)
