"""From a request to its reply, without touching a socket or an event loop.

`answer` is a generator: it yields batches of functions to run and is sent their outcomes. The two drivers at the end
are all that differs between a thread and an event loop, so every backend behaves alike by construction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

from . import bundles, calls
from .auth import Caller
from .codec import read_fetch_body
from .errors import MizanError, observable, spelt
from .invocation import Invocation, Outcome, Steps
from .registry import Registry
from .uploads import Upload

T = TypeVar("T")
Headers: TypeAlias = tuple[tuple[str, str], ...]

PROTOCOL = 1
HEADERS: Headers = (
    ("content-type", "application/json"),
    ("mizan-protocol", str(PROTOCOL)),
    ("cache-control", "private, no-store"),
    ("vary", "Cookie, Authorization"),
    ("x-content-type-options", "nosniff"),
)
"""What every answer carries."""


class Call(NamedTuple):
    """`POST call/{name}`. An upload holds `body` as well; files by name are the framework's own."""

    name: str
    body: bytes
    caller: Caller
    files: Mapping[str, Any] | Upload | None = None


class Fetch(NamedTuple):
    """`GET context/{context}`: `params` is the raw query value, None where it was absent."""

    context: str
    params: bytes | None
    only: tuple[str, ...] | None
    caller: Caller


class FetchBody(NamedTuple):
    """`POST context/{context}`, for params too long for a URL."""

    context: str
    body: bytes
    caller: Caller


class Reply(NamedTuple):
    """What a backend sends: status, JSON, and headers, of which `HEADERS` are always some."""

    status: int
    body: bytes
    headers: Headers = HEADERS


def answer(registry: Registry, request: Call | Fetch | FetchBody) -> Steps[Reply]:
    """Answer a request; every failure becomes an envelope."""
    registry.seal()
    try:
        if isinstance(request, Call):
            body = yield from calls.call(registry, request.name, request.body, request.caller, request.files)
        elif isinstance(request, Fetch):
            body = yield from _fetch(registry, request)
        else:
            body = yield from _fetch_body(registry, request)
    except Exception as error:
        return failure(error, request.name if isinstance(request, Call) else request.context)
    return Reply(200, body)


def failure(error: BaseException, name: str | None = None) -> Reply:
    """Return the reply that tells a client of a failure; `name` is what was called, for the log."""
    answered, json = spelt(observable(error, name), name)
    return Reply(answered.status, b'{"error":' + json + b"}", (*HEADERS, *_own_headers(answered)))


def drive(steps: Steps[T], run: Callable[[tuple[Invocation, ...]], Sequence[Outcome]]) -> T:
    """Run `steps` to their end; `run` executes one batch and returns an outcome per invocation."""
    try:
        batch = next(steps)
        while True:
            batch = steps.send(run(batch))
    except StopIteration as finished:
        return finished.value


async def drive_async(steps: Steps[T], run: Callable[[tuple[Invocation, ...]], Awaitable[Sequence[Outcome]]]) -> T:
    """Run `steps` to their end in an event loop."""
    try:
        batch = next(steps)
        while True:
            batch = steps.send(await run(batch))
    except StopIteration as finished:
        return finished.value


def _fetch(registry: Registry, request: Fetch) -> Steps[bytes]:
    context = bundles.find(registry, request.context)
    params = b"{}" if request.params is None else request.params
    members = yield from bundles.fetch(context, params, request.only, request.caller, exact=True)
    return b"{%b}" % members


def _fetch_body(registry: Registry, request: FetchBody) -> Steps[bytes]:
    context = bundles.find(registry, request.context)
    params, only = read_fetch_body(request.body)
    members = yield from bundles.fetch(context, params, only, request.caller, exact=False)
    return b"{%b}" % members


def _own_headers(error: MizanError) -> Headers:
    return tuple((name.lower(), value) for name, value in error.headers.items())
