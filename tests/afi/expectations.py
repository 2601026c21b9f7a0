"""Whether an answer is what a vector, and the protocol at large, expect."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from . import schemas
from .messages import MOUNT
from .wire import Answer, Request

_SUCCESS = 200
_NOT_MODIFIED = 304


def unmet(response: Mapping[str, Any], answer: Answer, earlier: Sequence[Answer]) -> list[str]:
    """Return where an answer departs from what its vector says."""
    return [*_head(response, answer), *_body(response, answer), *_like(response, answer, earlier)]


def breaches(request: Request, answer: Answer) -> list[str]:
    """Return where an answer breaks what holds for every answer of the protocol."""
    return [*_common_headers(answer), *_schema(request, answer)]


def differences(expected: Any, actual: Any, path: str = "$") -> Iterator[str]:
    """Compare JSON; `*` stands for any non-empty string, `**` for anything."""
    if expected == "**" or (expected == "*" and isinstance(actual, str) and actual):
        return
    if isinstance(expected, dict) and isinstance(actual, dict):
        yield from _object_differences(cast(dict[str, Any], expected), cast(dict[str, Any], actual), path)
    elif isinstance(expected, list) and isinstance(actual, list):
        yield from _array_differences(cast(list[Any], expected), cast(list[Any], actual), path)
    elif isinstance(expected, bool) != isinstance(actual, bool) or expected != actual:
        yield f"{path}: expected {_short(cast(object, expected))}, got {_short(cast(object, actual))}"


def _object_differences(expected: dict[str, Any], actual: dict[str, Any], path: str) -> Iterator[str]:
    if expected.keys() != actual.keys():
        yield f"{path}: expected the members {sorted(expected)}, got {sorted(actual)}"
    for name in expected.keys() & actual.keys():
        yield from differences(expected[name], actual[name], f"{path}.{name}")


def _array_differences(expected: list[Any], actual: list[Any], path: str) -> Iterator[str]:
    if len(expected) != len(actual):
        yield f"{path}: expected {len(expected)} items, got {_short(actual)}"
    for index, (left, right) in enumerate(zip(expected, actual, strict=False)):
        yield from differences(left, right, f"{path}[{index}]")


def _head(response: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    if "status" in response and response["status"] != answer.status:
        yield f"expected status {response['status']}, got {answer.status}: {_short(answer.body)}"
    for name, expected in response.get("headers", {}).items():
        actual = answer.header(name.lower())
        if (actual is None) != (expected is None) or expected not in (None, "*", actual):
            yield f"expected the header {name}: {expected}, got {actual}"


def _body(response: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    text = answer.body.decode("utf-8", "replace")
    if "json" in response:
        try:
            yield from differences(response["json"], json.loads(answer.body))
        except ValueError:
            yield f"expected JSON, got {_short(text)}"
    if "text" in response and response["text"] != text:
        yield f"expected exactly {_short(response['text'])}, got {_short(text)}"
    yield from (f"{each!r} is missing in {_short(text)}" for each in response.get("includes", ()) if each not in text)
    yield from (f"{each!r} stands in {_short(text)}" for each in response.get("excludes", ()) if each in text)


def _like(response: Mapping[str, Any], answer: Answer, earlier: Sequence[Answer]) -> Iterator[str]:
    if "same_as" not in response:
        return
    step: int = response["same_as"]
    other = earlier[step]
    if (answer.status, answer.body, lasting(answer)) != (other.status, other.body, lasting(other)):
        yield f"expected the same as {_short(other)}, got {_short(answer)}"


def lasting(answer: Answer) -> list[tuple[str, str]]:
    """Return the headers that are the same whenever the same is answered."""
    return sorted(
        (name, _without_value(value) if name == "set-cookie" else value)
        for name, value in answer.headers
        if name not in ("date", "connection")
    )


def _without_value(cookie: str) -> str:
    """Return a cookie's name and attributes: its value may be a random token, and when it expires is a date."""
    pair, *attributes = cookie.split(";")
    kept = sorted(each.strip() for each in attributes if not each.strip().lower().startswith("expires="))
    return "; ".join([pair.partition("=")[0], *kept])


_COMMON_HEADERS = {
    "mizan-protocol": "1",
    "content-type": "application/json",
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
}


def _common_headers(answer: Answer) -> Iterator[str]:
    for name, expected in _COMMON_HEADERS.items():
        if answer.header(name) != expected:
            yield f"expected the header {name}: {expected}, got {answer.header(name)}"
    varies = {each.strip().lower() for each in (answer.header("vary") or "").split(",")}
    if not {"cookie", "authorization"} <= varies:
        yield f"expected Vary to name Cookie and Authorization, got {answer.header('vary')}"


def _schema(request: Request, answer: Answer) -> list[str]:
    if request.method == "HEAD" or answer.status == _NOT_MODIFIED:
        return [f"a HEAD has the body {_short(answer.body)}"] if answer.body else []
    try:
        body = json.loads(answer.body)
    except ValueError:
        return [f"the body is no JSON: {_short(answer.body)}"]
    return schemas.problems(_schema_name(request, answer, body), body)


def _schema_name(request: Request, answer: Answer, body: Any) -> str:
    if answer.status != _SUCCESS:
        return "error"
    if request.target.startswith(f"{MOUNT}/context/"):
        return "bundle"
    if request.target == f"{MOUNT}/token":
        return "token-answer"
    return "mutation-answer" if isinstance(body, dict) and "invalidate" in body else "call-answer"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) < 400 else f"{text[:400]}…"
