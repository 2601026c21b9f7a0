"""The views: one per function and per context, translated from Django to the core and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias

from django.http import HttpRequest, HttpResponse
from mizan_core.compiled import Compiled, Context
from mizan_core.dispatch import Call, Fetch, FetchBody, answer, drive, drive_async, failure, fetch_by_query
from mizan_core.http import JSON, called, check_json, check_literal, fetched, is_multipart, nothing_here
from mizan_core.registry import Registry

from . import conf
from .csrf import check_csrf, check_csrf_async, offer_token
from .errors import translate
from .identity import RequestCaller
from .live import topics_of, with_origin
from .marking import marked
from .requests import content_type, idempotency_key, is_literal, method, raw_query, read_body, signature
from .responses import respond
from .running import LoopRunner, ThreadRunner
from .tokens import farewell, identify, identify_async
from .transactions import atomic_requests, transaction_of_call
from .uploads import upload

View: TypeAlias = Callable[..., Any]
Asked: TypeAlias = Call | Fetch | FetchBody


class _Endpoint(Protocol):
    """What lies behind one URL."""

    registry: Registry
    name: str
    loads_user: bool
    """Whether a rule may ask who calls."""
    is_atomic: bool
    """Whether the function may be run in a transaction of its own."""

    def receive(self, request: HttpRequest) -> bytes:
        """Return the body once path, method, content type and size are right."""
        ...

    def read(self, request: HttpRequest, body: bytes, caller: RequestCaller) -> Asked:
        """Return what is asked for."""
        ...


class _CallEndpoint:
    """`call/{name}`."""

    is_atomic = True

    def __init__(self, registry: Registry, compiled: Compiled) -> None:
        self.registry = registry
        self.name = compiled.name
        self.loads_user = _is_guarded(compiled) or any(_is_guarded(each) for each in registry.functions.values())
        self._takes_files = bool(compiled.signature.files)
        self._is_query = compiled.kind == "query"
        self._tail = f"call/{compiled.name}"

    def receive(self, request: HttpRequest) -> bytes:
        if not is_literal(request, self._tail):
            raise nothing_here()
        if self._is_query or method(request) != "POST":
            called(self.registry, self.name, method(request), signature(request))  # says why not
        kind = content_type(request)
        if self._takes_files and is_multipart(kind):
            return read_body(request, conf.current().upload_limit)
        if kind != JSON:
            check_json(kind)
        return read_body(request, conf.current().body_limit)

    def read(self, request: HttpRequest, body: bytes, caller: RequestCaller) -> Call:
        files = upload(request, body) if self._takes_files and is_multipart(content_type(request)) else None
        return Call(self.name, body, caller, files, signature(request), idempotency_key(request))


class _ContextEndpoint:
    """`context/{name}`."""

    is_atomic = False

    def __init__(self, registry: Registry, context: Context) -> None:
        self.registry = registry
        self.name = context.name
        self.loads_user = any(_is_guarded(each) for each in context.queries)
        self._tail = f"context/{context.name}"

    def receive(self, request: HttpRequest) -> bytes:
        if not is_literal(request, self._tail):
            raise nothing_here()
        fetched(self.registry, self.name, method(request), signature(request))
        if request.method != "POST":
            return b""
        check_json(content_type(request))
        return read_body(request, conf.current().body_limit)

    def read(self, request: HttpRequest, body: bytes, caller: RequestCaller) -> Fetch | FetchBody:
        if request.method == "POST":
            return FetchBody(self.name, body, caller, signature(request))
        return fetch_by_query(self.name, raw_query(request), caller, signature(request))


_ROOMS: Mapping[str, Callable[[Registry, str, str, str | None], object]] = {"call": called, "context": fetched}


def call_view(registry: Registry, compiled: Compiled) -> View:
    """Return the view of `call/{name}`, of the function's own colour."""
    endpoint = _CallEndpoint(registry, compiled)
    module = compiled.function.callable.__module__
    return _view(endpoint, is_async=compiled.signature.is_async, module=module, name=compiled.name)


def context_view(registry: Registry, context: Context) -> View:
    """Return the view of `context/{name}`, async as soon as one of its queries is."""
    endpoint = _ContextEndpoint(registry, context)
    is_async = any(each.signature.is_async for each in context.queries)
    return _view(endpoint, is_async=is_async, module=__name__, name=f"context-{context.name}")


def nowhere_view(registry: Registry) -> View:
    """Return the view of all other paths; of every path, while the registry has mistakes in it."""

    def nowhere(request: HttpRequest, *captured: str, **_: Any) -> HttpResponse:
        tail = captured[-1] if captured else ""
        try:
            registry.seal()
            check_literal(tail, literal=is_literal(request, tail))
            room, slash, name = tail.partition("/")
            if slash and room in _ROOMS:
                _ROOMS[room](registry, name, method(request), signature(request))
            raise nothing_here()
        except Exception as error:
            return respond(failure(translate(error, request)))

    return marked(nowhere)


def _view(endpoint: _Endpoint, *, is_async: bool, module: str, name: str) -> View:
    # What a mount point such as <slug:tenant>/api/ captured is for the function, in request.resolver_match.
    def view(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
        return _answer(endpoint, request)

    async def view_async(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
        return await _answer_async(endpoint, request)

    made = marked(view_async if is_async else view)
    made.__module__, made.__name__, made.__qualname__ = module, name, name  # what monitoring shows
    return made


def _answer(endpoint: _Endpoint, request: HttpRequest) -> HttpResponse:
    try:
        body = endpoint.receive(request)
        identify(request)
        if request.method == "POST":
            check_csrf(request)
        else:
            offer_token(request)
        caller = RequestCaller(request)
        asked = endpoint.read(request, body, caller)
        views = atomic_requests()
        runner = ThreadRunner(caller, views, transaction_of_call(request, views) if endpoint.is_atomic else None)
        try:
            reply = drive(answer(endpoint.registry, with_origin(asked, request), topics_of(request)), runner)
        finally:
            runner.close()
    except Exception as error:
        reply = failure(translate(error, request), endpoint.name)
    return farewell(request, respond(reply))


async def _answer_async(endpoint: _Endpoint, request: HttpRequest) -> HttpResponse:
    try:
        body = endpoint.receive(request)
        await identify_async(request)
        if request.method == "POST":
            await check_csrf_async(request)
        else:
            offer_token(request)
        caller = RequestCaller(request)
        topics = topics_of(request)
        if endpoint.loads_user or topics is not None or idempotency_key(request) is not None:
            await caller.load()
        asked = endpoint.read(request, body, caller)
        views = atomic_requests()
        transaction = transaction_of_call(request, views) if endpoint.is_atomic else None
        runner = LoopRunner(caller, views, transaction, loads_user=endpoint.loads_user or topics is not None)
        try:
            reply = await drive_async(answer(endpoint.registry, with_origin(asked, request), topics), runner)
        finally:
            await runner.close()
    except Exception as error:
        reply = failure(translate(error, request), endpoint.name)
    return farewell(request, respond(reply))


def _is_guarded(function: Compiled) -> bool:
    cache = function.function.cache
    return function.guard.requirement != "public" or (cache is not None and cache.scope == "user")
