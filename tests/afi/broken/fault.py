"""What a fault is: a wrapper around the real backend that breaks some requirements and leaves the rest alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, cast

from ..messages import MOUNT
from ..wire import Answer, Request

Send: TypeAlias = Callable[[Request], Answer]
Json: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to be wrong, and the requirements that this breaks."""

    name: str
    breaks: frozenset[str]
    answer: Callable[[Request, Send], Answer]


FAULTS: dict[str, Fault] = {}


def fault(breaks: str) -> Callable[[Callable[[Request, Send], Answer]], Callable[[Request, Send], Answer]]:
    """Register a fault that answers requests as it likes."""

    def register(answer: Callable[[Request, Send], Answer]) -> Callable[[Request, Send], Answer]:
        name = answer.__name__.replace("_", "-")
        FAULTS[name] = Fault(name, frozenset(f"AFI-{each}" for each in breaks.split()), answer)
        return answer

    return register


def on_request(breaks: str) -> Callable[[Callable[[Request], Request]], None]:
    """Register a fault that reads requests wrongly."""

    def register(change: Callable[[Request], Request]) -> None:
        def answer(request: Request, send: Send) -> Answer:
            return send(change(request))

        answer.__name__ = change.__name__
        fault(breaks)(answer)

    return register


def on_answer(breaks: str) -> Callable[[Callable[[Request, Answer], Answer]], None]:
    """Register a fault that spoils answers."""

    def register(change: Callable[[Request, Answer], Answer]) -> None:
        def answer(request: Request, send: Send) -> Answer:
            return change(request, send(request))

        answer.__name__ = change.__name__
        fault(breaks)(answer)

    return register


def on_json(breaks: str) -> Callable[[Callable[[Request, Json], Json]], None]:
    """Register a fault that spoils the JSON of answers; it is given a copy to change."""

    def register(change: Callable[[Request, Json], Json]) -> None:
        def spoil(request: Request, answer: Answer) -> Answer:
            return with_json(answer, change(request, json.loads(answer.body))) if answer.body else answer

        spoil.__name__ = change.__name__
        on_answer(breaks)(spoil)

    return register


def with_json(answer: Answer, body: Json, status: int | None = None) -> Answer:
    """Return an answer with another body; the same object when nothing is different."""
    status = answer.status if status is None else status
    if status == answer.status and body == json.loads(answer.body or b"null") and body is not None:
        return answer
    return replace(answer, status=status, body=dump(body))


def with_header(answer: Answer, name: str, value: str | None) -> Answer:
    """Return an answer with another value of a header, or without it."""
    kept = tuple(each for each in answer.headers if each[0] != name)
    return replace(answer, headers=kept if value is None else (*kept, (name, value)))


def sending(request: Request, name: str, value: str | None) -> Request:
    """Return a request with another value of a header, or without it."""
    kept = tuple(each for each in request.headers if each[0].lower() != name)
    return replace(request, headers=kept if value is None else (*kept, (name, value)))


def header(request: Request, name: str) -> str | None:
    """Return a header of a request."""
    return next((value for each, value in request.headers if each.lower() == name), None)


def is_multipart(request: Request) -> bool:
    """Tell whether a request says that it is multipart."""
    return (header(request, "content-type") or "").lower().startswith("multipart/")


def envelope(status: int, code: str, details: Json = None) -> tuple[int, Json]:
    """Return the status and the body of an error."""
    return status, {"error": {"code": code, "message": "Broken.", "details": details}}


def refusing(answer: Answer, status: int, code: str, details: Json = None) -> Answer:
    """Return an error in place of an answer."""
    status, body = envelope(status, code, details)
    return with_json(answer, body, status)


def dump(value: Json) -> bytes:
    """Return compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def body_of(request: Request) -> Json:
    """Return the JSON of a request, or None."""
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


def members(value: Json) -> dict[str, Json]:
    """Return an object as it is, and anything else as an empty one."""
    return cast(dict[str, Json], value) if isinstance(value, dict) else {}


def items(value: Json) -> list[Json]:
    """Return an array as it is, and anything else as an empty one."""
    return cast(list[Json], value) if isinstance(value, list) else []


def called(request: Request) -> str | None:
    """Return the name in `call/{name}`."""
    return _name(request, "call")


def fetched(request: Request) -> str | None:
    """Return the name in `context/{name}`."""
    return _name(request, "context")


def _name(request: Request, room: str) -> str | None:
    start = f"{MOUNT}/{room}/"
    return request.target.removeprefix(start).partition("?")[0] if request.target.startswith(start) else None


def arguments(request: Request) -> dict[str, Json]:
    """Return the arguments of a call, as far as they are an object."""
    return dict(members(members(body_of(request)).get("args")))


def with_arguments(request: Request, args: Json) -> Request:
    """Return a call with other arguments."""
    return replace(request, body=dump({**body_of(request), "args": args}))


def mounted(request: Request) -> list[Json]:
    """Return the mounted instances of a call."""
    return list(items(members(body_of(request)).get("mounted")))


def identified(request: Request, identity: str | None) -> Request:
    """Return a request made by somebody else."""
    return sending(sending(request, "cookie", None), "x-test-identity", identity)
