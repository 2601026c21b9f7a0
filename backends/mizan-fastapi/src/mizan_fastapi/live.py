"""`GET live` and `POST live/{connection}`, translated from ASGI to the core and back."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from mizan_core.dispatch import Call, Fetch, FetchBody, failure
from mizan_core.http import check_json, check_literal
from mizan_core.live import Live, Service, connect, serve
from mizan_core.live.requests import DONE, STREAM_HEADERS, check_query, connection_of
from mizan_core.live.service import origin_of
from mizan_core.live.stream import Stream
from mizan_core.registry import Registry
from starlette.types import Receive, Scope, Send

from .errors import translate
from .identity import ScopeCaller, check_origin
from .requests import content_type, is_literal, read_body, read_head
from .responses import send_reply
from .tokens import TokenEndpoint

STUCK = 60.0
"""Seconds that a client may take to read what was sent before it is given up."""

START = 1.0
"""Seconds that the application waits at its start for the log to be read."""

_HEADERS = [(name.encode(), value.encode()) for name, value in STREAM_HEADERS]


class LiveEndpoint:
    """The part of a router that is live, if it is."""

    def __init__(
        self,
        registry: Registry,
        live: Live | str | None,
        secret: str | bytes | None,
        origins: Collection[str],
        body_limit: int,
        tokens: TokenEndpoint | None = None,
    ) -> None:
        self._registry = registry
        self._live = live
        self._secret = secret
        self._origins = origins
        self._body_limit = body_limit
        self._tokens = tokens
        self._service: Service | None = None
        self._is_open = False
        if live is not None:
            connect(registry, live)  # a process that only imports the application publishes all the same

    async def start(self) -> None:
        """Begin with the application.

        Raises:
            ValueError: live is set to something that it cannot be.
            DeclarationError: what it needs is missing.
        """
        service = self.service
        if service is not None:
            await asyncio.to_thread(service.start, START)

    def end(self) -> None:
        """End all streams with the application."""
        if self._service is not None:
            self._service.hub.end_all()

    @property
    def service(self) -> Service | None:
        """What serves live; None where it is off."""
        if not self._is_open:
            self._service = serve(self._registry, self._live, self._secret)
            self._is_open = True
            if self._service is not None:
                self._service.start()
        return self._service

    async def serve(self, tail: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for the path `tail` below the mount point."""
        try:
            check_literal(tail, literal=is_literal(scope, tail))
            service, connection = connection_of(tail, scope["method"], self.service)
            if connection:
                await self._watch(service, connection, scope, receive)
                await send_reply(send, DONE)
                return
            if self._tokens is not None:
                await self._tokens.identify(scope, read_head(scope))
            check_query(scope["query_string"])
            host, _ = scope.get("client") or ("", 0)
            stream = service.open(ScopeCaller(scope, receive, b"").user, host)
        except Exception as error:
            await send_reply(send, failure(translate(error)), head=scope["method"] == "HEAD")
        else:
            await _send(stream, receive, send)

    async def _watch(self, service: Service, connection: str, scope: Scope, receive: Receive) -> None:
        head = read_head(scope)
        check_json(content_type(head))
        body = await read_body(head, receive, self._body_limit)
        if self._tokens is not None:
            await self._tokens.identify(scope, head)
        check_origin(head, self._origins)
        service.watch(connection, body, ScopeCaller(scope, receive, body).user)


def with_origin(request: Call | Fetch | FetchBody, scope: Scope) -> Call | Fetch | FetchBody:
    """Return a call with what its client calls itself."""
    if not isinstance(request, Call):
        return request
    header = next((value for name, value in scope["headers"] if name == b"mizan-origin"), None)
    return request if header is None else request._replace(origin=origin_of(header.decode("latin-1")))


async def _send(stream: Stream, receive: Receive, send: Send) -> None:
    leaving = asyncio.create_task(_left(receive, stream))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        async for events in stream:
            async with asyncio.timeout(STUCK):
                await send({"type": "http.response.body", "body": events, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except (OSError, TimeoutError):  # he is gone, or as good as
        pass
    finally:
        leaving.cancel()
        with suppress(asyncio.CancelledError):
            await leaving
        stream.close()


async def _left(receive: Receive, stream: Stream) -> None:
    message: Any = {}
    while message.get("type") != "http.disconnect":
        message = await receive()
    stream.end()
