"""`GET live` and `POST live/{connection}`, translated from Django to the core and back; topics for answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import cache
from typing import Any

from asgiref.sync import SyncToAsync, sync_to_async
from django.conf import settings
from django.core.signals import setting_changed
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from mizan_core.dispatch import Call, Fetch, FetchBody, failure
from mizan_core.http import check_json, check_literal
from mizan_core.live import Service, serve
from mizan_core.live.requests import DONE, STREAM_HEADERS, check_query, connection_of
from mizan_core.live.service import origin_of
from mizan_core.live.stream import Stream
from mizan_core.live.topics import Topics
from mizan_core.registry import default_registry

from . import conf
from .csrf import check_csrf_async
from .errors import translate
from .identity import RequestCaller
from .requests import content_type, is_literal, method, raw_query, read_body
from .responses import respond
from .tokens import identify_async

_NEEDS_ASGI = (
    "Live needs ASGI: serve the project's asgi.py, by uvicorn say. What is written under WSGI is still told to "
    "those who are connected to such a server."
)


def topics_of(request: HttpRequest) -> Topics | None:
    """Return what says who may watch what; None where live is off, and under WSGI, where nobody can."""
    service = _service()
    if service is None or not _is_asgi(request):
        return None
    service.start()
    return service.topics


def with_origin(asked: Call | Fetch | FetchBody, request: HttpRequest) -> Call | Fetch | FetchBody:
    """Return a call with what its client calls itself."""
    header = request.META.get("HTTP_MIZAN_ORIGIN")
    return asked if header is None or not isinstance(asked, Call) else asked._replace(origin=origin_of(header))


async def live_view(request: HttpRequest, tail: str, **_: Any) -> HttpResponse | StreamingHttpResponse:
    """Answer a request for the path `tail` below the mount point."""
    try:
        check_literal(tail, literal=is_literal(request, tail))
        unavailable = None if _is_asgi(request) else _NEEDS_ASGI
        service, connection = connection_of(tail, method(request), _service(), unavailable=unavailable)
        if connection:
            return await _watch(request, service, connection)
        await identify_async(request)
        check_query(raw_query(request))
        stream = service.open(await _user(request), request.META.get("REMOTE_ADDR") or "")
    except Exception as error:
        return respond(failure(translate(error, request)))
    headers = {name.title(): value for name, value in STREAM_HEADERS}
    return StreamingHttpResponse(_events(stream), headers=headers)


async def _watch(request: HttpRequest, service: Service, connection: str) -> HttpResponse:
    check_json(content_type(request))
    body = read_body(request, conf.current().body_limit)
    await identify_async(request)
    await check_csrf_async(request)
    service.watch(connection, body, await _user(request))
    return respond(DONE)


async def _user(request: HttpRequest) -> Any:
    caller = RequestCaller(request)
    await caller.load()
    return caller.user


async def _events(stream: Stream) -> AsyncGenerator[bytes]:
    await _let_go()
    async with aclosing(stream.__aiter__()) as events:
        async for each in events:
            yield each


async def _let_go() -> None:
    """Close what was opened to load the user, which Django would keep until the stream ends: connections, a thread."""
    await sync_to_async(_close_connections)()
    context = SyncToAsync.thread_sensitive_context.get(None)
    executor = None if context is None else SyncToAsync.context_to_thread_executor.pop(context, None)
    if executor is not None:
        executor.shutdown(wait=False)


def _close_connections() -> None:
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:  # as in a test case
            each.close()


def _is_asgi(request: HttpRequest) -> bool:
    return "scope" in request.__dict__


@cache
def _service() -> Service | None:
    return serve(default_registry, conf.current().live, settings.SECRET_KEY)


def _forget(*, setting: str, **_: object) -> None:
    if setting in ("MIZAN", "SECRET_KEY"):
        _service.cache_clear()


setting_changed.connect(_forget)
