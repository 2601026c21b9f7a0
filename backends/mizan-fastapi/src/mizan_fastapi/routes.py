"""The router: two routes, translated from ASGI to the core and back, below FastAPI's own route machinery."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from os import PathLike
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, FastAPI
from fastapi.exception_handlers import request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from mizan_core.auth import IdentitySource, identity_sources
from mizan_core.cache.settings import Setting as CacheSetting
from mizan_core.dispatch import Call, Fetch, FetchBody, answer, drive_async, failure, fetch_by_query
from mizan_core.errors import MizanError
from mizan_core.http import (
    BODY_LIMIT,
    UPLOAD_LIMIT,
    called,
    check_json,
    check_literal,
    fetched,
    is_multipart,
    nothing_here,
)
from mizan_core.idempotency import Setting
from mizan_core.live import Live
from mizan_core.live.requests import is_live
from mizan_core.registry import Registry, default_registry
from mizan_core.uploads import Upload
from starlette._utils import get_route_path
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from .errors import mizan_exception_handler, mizan_validation_handler, translate
from .identity import ScopeCaller, check_origin, read_origins
from .live import LiveEndpoint, with_origin
from .requests import Files, Head, content_type, header, is_literal, read_body, read_head, signature
from .responses import send_reply
from .running import Runner
from .tokens import TokenEndpoint

if TYPE_CHECKING:
    from mizan_core.tokens import Tokens


class _Everything(Convertor[str]):
    """Like Starlette's path convertor, but line breaks do not end a path."""

    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("everything", _Everything())


def create_router(
    *,
    registry: Registry = default_registry,
    origins: Iterable[str] = (),
    body_limit: int = BODY_LIMIT,
    upload_limit: int = UPLOAD_LIMIT,
    outdated: str | PathLike[str] | None = None,
    idempotency: Setting = None,
    cache: CacheSetting = None,
    live: Live | str | None = None,
    secret: str | bytes | None = None,
    identity: IdentitySource | Iterable[IdentitySource] = "session",
    tokens: Tokens | None = None,
) -> APIRouter:
    """Build a router that serves a registry: `app.include_router(create_router(…), prefix="/api/mizan")`.

    It may be included before the functions are registered: the registry is sealed, and every declaration checked,
    when the application starts, or at the first request where it runs without a lifespan.

    What has begun runs to its end, as in FastAPI's own routes: a client that goes away cancels nothing. A function that
    wants to stop then asks `await request.is_disconnected()`.

    Args:
        registry: what to serve.
        origins: other origins (`https://app.example`) whose pages may send requests with cookies.
        body_limit: the largest JSON body, in bytes. A `max_body_size` of the application itself should be larger than
            both limits, since FastAPI answers what exceeds that in its own words.
        upload_limit: the largest multipart body, in bytes; only functions with files accept one.
        outdated: the file that lists outdated pages, else what `MIZAN_OUTDATED` names in the environment.
        idempotency: where answers to calls with an `Idempotency-Key` are kept, a URL of Redis or a store; else what
            `MIZAN_IDEMPOTENCY` names, else this process.
        cache: where answers of queries with `cache=` are kept: "memory" for one process, `sqlite:///…` for those of one
            machine, `redis://…` for several machines, "" for nowhere, or a `Caching` with more to say; else what
            `MIZAN_CACHE` names.
        live: where others' writes are heard of: "memory" for one process, `redis://…` for several, "" for nowhere, or
            a `Live` with more to say; else what `MIZAN_LIVE` names.
        secret: what signs that somebody may watch what he has read, and what makes names in the cache; else what
            `MIZAN_SECRET` says.
        identity: what says who calls: "session", `request.state.user` as your middleware sets it; "mwt", a Mizan Web
            Token; or both.
        tokens: how these are made, and which are believed.

    Raises:
        ValueError: an origin is not spelt as browsers spell it, or `live`, `identity` or `tokens` is no setting.
    """

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncGenerator[None]:
        registry.seal()
        if believed is not None:
            believed.start()
        await watched.start()
        yield
        watched.end()
        if registry.caching is not None:
            await registry.caching.close_async()

    registry.configure(outdated=outdated, idempotency=idempotency, cache=cache, secret=secret)
    known = read_origins(origins)
    sources = identity_sources(identity, tokens=tokens is not None)
    believed = None if tokens is None else TokenEndpoint(tokens, sources, known, body_limit)
    watched = LiveEndpoint(registry, live, secret, known, body_limit, believed)
    endpoint = Endpoint(registry, known, body_limit, upload_limit, watched, believed)
    router = APIRouter(lifespan=lifespan)
    router.routes.append(Route("/{path:everything}", endpoint, name="mizan", include_in_schema=False))
    return router


def install(app: FastAPI, prefix: str = "/api/mizan", **options: Any) -> None:
    """Serve Mizan in front of an application's own routes, and answer its errors with the envelope.

    One line instead of `include_router` and two `add_exception_handler`, and the faster way: requests below `prefix`
    pass the application's middleware, wherever it is added, and then meet neither its routes nor FastAPI's own
    machinery. Handlers that the application has stay. `options` are those of `create_router`.

    Raises:
        ValueError: the prefix is no path below the root.
        RuntimeError: the application has started.
    """
    if not prefix.startswith("/") or prefix.endswith("/"):
        raise ValueError(f"The prefix {prefix!r} must start with a slash, name a path, and not end with a slash.")
    if app.middleware_stack is not None:
        raise RuntimeError("The application has started: install Mizan before.")
    router = create_router(**options)
    app.include_router(router, prefix=prefix)  # seals at start-up, and is found by url_path_for
    app.user_middleware.append(Middleware(_FrontDoor, endpoint=router.routes[0].endpoint, prefix=prefix))  # type: ignore[attr-defined]  # the Route made above
    app.exception_handlers.setdefault(MizanError, mizan_exception_handler)
    if app.exception_handlers.get(RequestValidationError) is request_validation_exception_handler:
        app.exception_handlers[RequestValidationError] = mizan_validation_handler


class _FrontDoor:
    """The innermost middleware: takes what is below the prefix, passes on the rest."""

    def __init__(self, app: ASGIApp, endpoint: Endpoint, prefix: str) -> None:
        self._app = app
        self._endpoint = endpoint
        self._prefix = prefix + "/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = get_route_path(scope)
            if path.startswith(self._prefix) or path == self._prefix[:-1]:  # which Starlette would redirect to any Host
                await self._endpoint.serve(path[len(self._prefix) :], scope, receive, send)
                return
        await self._app(scope, receive, send)


class Endpoint:
    """The ASGI application behind the router."""

    def __init__(
        self,
        registry: Registry,
        origins: frozenset[str],
        body_limit: int,
        upload_limit: int,
        live: LiveEndpoint,
        tokens: TokenEndpoint | None = None,
    ) -> None:
        self._registry = registry
        self._origins = origins
        self._body_limit = body_limit
        self._upload_limit = upload_limit
        self._live = live
        self._tokens = tokens
        self._rooms: dict[str, Callable[..., Any]] = {"call": self._call, "context": self._context}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.serve(scope["path_params"]["path"], scope, receive, send)

    async def serve(self, tail: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for the path `tail` below the mount point."""
        if is_live(tail):
            await self._live.serve(tail, scope, receive, send)
            return
        if tail == "token" and self._tokens is not None:
            await self._tokens.serve(tail, scope, receive, send)
            return
        runner: Runner | None = None
        close: Callable[[], Any] | None = None
        try:
            try:
                self._registry.seal()
                request, runner, close = await self._read(tail, scope, receive)
                service = self._live.service
                if service is None:
                    reply = await drive_async(answer(self._registry, request), runner)
                else:
                    request = with_origin(request, scope)
                    reply = await drive_async(answer(self._registry, request, service.topics), runner)
            except Exception as error:
                reply = failure(translate(error))
            effects = runner.effects if runner is not None else None
            further = effects.headers if effects else ()
            if self._tokens is not None:
                further = [*further, *self._tokens.farewell(scope)]
            await send_reply(send, reply, further, head=scope["method"] == "HEAD")
            for tasks in effects.tasks if effects else ():
                await tasks()
        finally:
            if close is not None:
                await close()

    def _read(
        self, tail: str, scope: Scope, receive: Receive
    ) -> Awaitable[tuple[Call | Fetch | FetchBody, Runner, Callable[[], Any] | None]]:
        check_literal(tail, literal=is_literal(scope, tail))
        room, slash, name = tail.partition("/")
        read = self._rooms.get(room)
        if read is None or not slash:
            raise nothing_here()
        return read(name, read_head(scope), scope, receive)

    async def _call(
        self, name: str, head: Head, scope: Scope, receive: Receive
    ) -> tuple[Call, Runner, Callable[[], Any] | None]:
        compiled = called(self._registry, name, scope["method"], signature(head))
        if compiled.signature.files and is_multipart(content_type(head)):
            return await self._upload(name, head, scope, receive)
        check_json(content_type(head))
        body = await read_body(head, receive, self._body_limit)
        if self._tokens is not None:
            await self._tokens.identify(scope, head)
        check_origin(head, self._origins)
        caller = ScopeCaller(scope, receive, body)
        call = Call(name, body, caller, None, signature(head), header(head, b"idempotency-key"))
        return call, Runner(caller), None

    async def _upload(
        self, name: str, head: Head, scope: Scope, receive: Receive
    ) -> tuple[Call, Runner, Callable[[], Any] | None]:
        raw = await read_body(head, receive, self._upload_limit)
        if self._tokens is not None:
            await self._tokens.identify(scope, head)
        check_origin(head, self._origins)
        files = Files()
        caller = ScopeCaller(scope, receive, b"")
        upload = Upload(content_type(head), raw, files.make)
        call = Call(name, raw, caller, upload, signature(head), header(head, b"idempotency-key"))
        return call, Runner(caller), files.close

    async def _context(
        self, name: str, head: Head, scope: Scope, receive: Receive
    ) -> tuple[Fetch | FetchBody, Runner, None]:
        fetched(self._registry, name, scope["method"], signature(head))
        if scope["method"] in ("GET", "HEAD"):
            if self._tokens is not None:
                await self._tokens.identify(scope, head)
            caller = ScopeCaller(scope, receive, b"")
            return fetch_by_query(name, scope["query_string"], caller, signature(head)), Runner(caller), None
        check_json(content_type(head))
        body = await read_body(head, receive, self._body_limit)
        if self._tokens is not None:
            await self._tokens.identify(scope, head)
        check_origin(head, self._origins)
        caller = ScopeCaller(scope, receive, body)
        return FetchBody(name, body, caller, signature(head)), Runner(caller), None


router = create_router()
"""Serves the default registry."""
