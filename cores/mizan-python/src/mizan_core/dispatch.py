"""From a request to its reply, without touching a socket or an event loop.

`answer` is a generator: it yields batches of functions to run and is sent their outcomes. The two drivers at the end
are all that differs between a thread and an event loop, so every backend behaves alike by construction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

from . import bundles, calls, versions
from .auth import Caller
from .cache import answering
from .cache.exchange import Exchange
from .codec import read_fetch_body
from .compiled import Context
from .errors import MizanError, ValidationFailed, logger, observable, spelt
from .http import is_field_name, one_line, read_query
from .invocation import Invocation, Outcome, Steps
from .live.topics import Topics
from .protocol import PROTOCOL
from .registry import Registry
from .replays import Answered, Once, Remembered
from .uploads import Upload

T = TypeVar("T")
Headers: TypeAlias = tuple[tuple[str, str], ...]

HEADERS: Headers = (
    ("content-type", "application/json"),
    ("mizan-protocol", str(PROTOCOL)),
    ("cache-control", "private, no-store"),
    ("vary", "Cookie, Authorization"),
    ("x-content-type-options", "nosniff"),
)
"""What every answer carries."""


class Call(NamedTuple):
    """`POST call/{name}`. An upload holds `body` as well; files by name are the framework's own.

    `signature`, `key` and `origin` are the headers `Mizan-Sig`, `Idempotency-Key` and `Mizan-Origin`, None where they
    are absent.
    """

    name: str
    body: bytes
    caller: Caller
    files: Mapping[str, Any] | Upload | None = None
    signature: str | None = None
    key: str | None = None
    origin: str | None = None


class Fetch(NamedTuple):
    """`GET context/{context}`: `params` is the raw query value, None where it was absent.

    `mistake` is what is wrong with the query string as such; callers who may fetch nothing are not told.
    """

    context: str
    params: bytes | None
    only: tuple[str, ...] | None
    caller: Caller
    signature: str | None = None
    mistake: MizanError | None = None


def fetch_by_query(context: str, query: bytes, caller: Caller, signature: str | None = None) -> Fetch:
    """Return what a raw query string asks for."""
    try:
        return Fetch(context, *read_query(query), caller, signature)
    except MizanError as mistake:
        return Fetch(context, None, None, caller, signature, mistake)


class FetchBody(NamedTuple):
    """`POST context/{context}`, for params too long for a URL."""

    context: str
    body: bytes
    caller: Caller
    signature: str | None = None


class Reply(NamedTuple):
    """What a backend sends: status, JSON, and headers, of which `HEADERS` are always some."""

    status: int
    body: bytes
    headers: Headers = HEADERS


def answer(registry: Registry, request: Call | Fetch | FetchBody, topics: Topics | None = None) -> Steps[Reply]:
    """Answer a request; every failure becomes an envelope. `topics` says who may watch what, if anybody may."""
    registry.seal()
    page = versions.page_of(registry, request.signature)
    exchange = None if registry.caching is None else Exchange(registry.caching, request.caller)
    try:
        if isinstance(request, Call):
            if request.key is not None:
                return (yield from _once(registry, request, request.key, page, topics, exchange))
            body = yield from _call(registry, request, page, None, topics, exchange)
        elif isinstance(request, Fetch):
            body = yield from _fetch(registry, request, page, topics, exchange)
        else:
            body = yield from _fetch_body(registry, request, page, topics, exchange)
    except Exception as error:
        return failure(error, request.name if isinstance(request, Call) else request.context)
    return Reply(200, body) if exchange is None else _reply(exchange, registry, request, body)


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


def _reply(exchange: Exchange, registry: Registry, request: Call | Fetch | FetchBody, body: bytes) -> Reply:
    """Return the reply of a server that has a cache."""
    if isinstance(request, Call):
        return Reply(200, body, (*HEADERS, *answering.called(exchange)))
    if isinstance(request, FetchBody):
        return Reply(200, body, (*HEADERS, *answering.posted(exchange)))
    got = answering.Fetched(registry.contexts[request.context], request.params or b"{}", request.only, body)
    status, headers = answering.fetched(exchange, got)
    return Reply(status, body if status == 200 else b"", (*HEADERS, *headers))


def _call(
    registry: Registry,
    request: Call,
    page: versions.Page,
    once: Once | None,
    topics: Topics | None,
    exchange: Exchange | None,
) -> Steps[bytes]:
    name, body, caller, files, _, _, origin = request
    return calls.call(registry, name, body, caller, files, page, once, topics, origin, exchange)


def _once(
    registry: Registry,
    request: Call,
    key: str,
    page: versions.Page,
    topics: Topics | None,
    exchange: Exchange | None,
) -> Steps[Reply]:
    """Answer a call that bears a key: by running it, or as it was answered before."""
    once = Once(registry.answers, key)
    try:
        body = yield from _call(registry, request, page, once, topics, exchange)
    except Answered as answered:
        status, headers, body = answered.answer
        if exchange is not None:
            headers = answering.replayed(exchange, headers)
        return Reply(status, body, (*HEADERS, *headers) if headers else HEADERS)
    except Exception as error:
        reply = failure(error, request.name)
        yield from once.settle(error, Remembered(reply.status, reply.headers[len(HEADERS) :], reply.body))
        return reply
    return Reply(200, body) if exchange is None else _reply(exchange, registry, request, body)


def _fetch(
    registry: Registry, request: Fetch, page: versions.Page, topics: Topics | None, exchange: Exchange | None
) -> Steps[bytes]:
    context = bundles.find(registry, request.context, page)
    if request.mistake is not None:
        return (yield from _unreadable(context, request.caller, page, request.mistake))
    params = b"{}" if request.params is None else request.params
    members = yield from bundles.fetch(
        context, params, request.only, request.caller, exact=True, page=page, topics=topics, exchange=exchange
    )
    return b"{%b}" % members


def _fetch_body(
    registry: Registry, request: FetchBody, page: versions.Page, topics: Topics | None, exchange: Exchange | None
) -> Steps[bytes]:
    context = bundles.find(registry, request.context, page)
    try:
        params, only = read_fetch_body(request.body)
    except MizanError as error:
        mistake = page.explain(error) if isinstance(error, ValidationFailed) else error
        return (yield from _unreadable(context, request.caller, page, mistake))
    members = yield from bundles.fetch(
        context, params, only, request.caller, exact=False, page=page, topics=topics, exchange=exchange
    )
    return b"{%b}" % members


def _unreadable(context: Context, caller: Caller, page: versions.Page, mistake: MizanError) -> Steps[bytes]:
    """Tell what is wrong with a request as a whole; but a caller who may fetch nothing is told that alone."""
    try:
        members = yield from bundles.fetch(context, b"", None, caller, exact=False, page=page)
    except MizanError:  # empty params are no JSON, so nothing is run
        raise mistake from None
    return b"{%b}" % members


def _own_headers(error: MizanError) -> Headers:
    """Return the headers that an error names, without those that no server could send."""
    sent = {name.lower(): one_line(str(value)) for name, value in error.headers.items() if is_field_name(name)}
    if len(sent) < len(error.headers):
        logger.error("%s has a header whose name is none: %r", type(error).__name__, sorted(error.headers))
    return tuple(sent.items())
