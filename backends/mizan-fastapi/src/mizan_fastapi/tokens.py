"""Mizan Web Tokens on FastAPI: who calls by one, `POST token`, and the public keys."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi import APIRouter
from mizan_core.auth import is_authenticated
from mizan_core.dispatch import failure
from mizan_core.http import check_json, check_literal
from mizan_core.presented import FORGET, Presented, presented
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .errors import translate
from .identity import ScopeCaller, check_origin, set_user, user_of
from .requests import Head, content_type, header, is_literal, read_body, read_head
from .responses import send_reply

if TYPE_CHECKING:
    from mizan_core.tokens import Claims, Tokens
    from mizan_core.tokens.service import TokenService

T = TypeVar("T")

_IN_COOKIE = "mizan.token_user"
"""Where the scope of a request with the cookie has whom that names, as the function finds him: who is another one then
has signed in or out meanwhile."""

_ANOTHER = object()
"""Stands there for somebody who is not the caller."""


class TokenEndpoint:
    """The part of a router that knows tokens, where it has any.

    Args:
        tokens: what they are set to.
        sources: what else says who calls.
        origins: other origins whose pages may send requests with cookies.
        body_limit: the largest body, in bytes.

    Raises:
        ValueError: nothing says who the user of a token is.
    """

    def __init__(self, tokens: Tokens, sources: Collection[str], origins: Collection[str], body_limit: int) -> None:
        from mizan_core.tokens.service import TokenService  # an extra

        if tokens.load_user is None:
            raise ValueError("Nothing says who the user of a token is. Give Tokens a load_user=, which returns him.")
        self._load = tokens.load_user
        self._service: TokenService = TokenService(tokens)
        self._sessions = "session" in sources
        self._origins = origins
        self._body_limit = body_limit

    def start(self) -> None:
        """Look at the keys when the application starts.

        Raises:
            DeclarationError: they cannot be used.
        """
        self._service.open()

    async def identify(self, scope: Scope, head: Head) -> None:
        """Let `request.state.user` be whom a token names.

        A Bearer is asked first, then the session if it counts, then the cookie.

        Raises:
            TokenExpired: the token was good once.
            TokenInvalid: it is not to be believed.
        """
        found = presented(header(head, b"authorization"), header(head, b"cookie"))
        if found is None:
            if not self._sessions:
                set_user(scope, None)
            return
        user = user_of(scope)
        if found.by_cookie and self._sessions and is_authenticated(user):
            scope[_IN_COOKIE] = user if await self._ask(self._service.names, found, user) else _ANOTHER
            return
        user = await self._user(found)
        set_user(scope, user)
        if found.by_cookie:
            scope[_IN_COOKIE] = user

    async def _user(self, found: Presented) -> Any:
        claims = await self._ask(self._service.read, found)
        if not inspect.iscoroutinefunction(self._load):
            return await run_in_threadpool(self._load_here, found, claims)
        user = await self._load(claims)
        self._service.accept(found, claims, user)
        return user

    async def _ask(self, question: Callable[..., T], *about: Any) -> T:
        """Ask something of the service that may wait for keys."""
        return await run_in_threadpool(question, *about) if self._service.may_block else question(*about)

    def _load_here(self, found: Presented, claims: Claims) -> Any:
        user = self._load(claims)
        self._service.accept(found, claims, user)
        return user

    def farewell(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """Return the header that ends the cookie where it names somebody else than the caller, if only by now."""
        if _IN_COOKIE not in scope or scope[_IN_COOKIE] is user_of(scope):
            return []
        return [(b"set-cookie", FORGET.encode())]

    async def serve(self, tail: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `POST token`: a new one for whom the session names. A token gets nobody another one."""
        try:
            check_literal(tail, literal=is_literal(scope, tail))
            self._service.check(scope["method"])
            head = read_head(scope)
            body = await read_body(head, receive, self._body_limit)
            if body:
                check_json(content_type(head))
            check_origin(head, self._origins)
            caller = ScopeCaller(scope, receive, body)
            reply = await run_in_threadpool(self._service.issue, caller.user, caller.request, body)
        except Exception as error:
            reply = failure(translate(error))
        await send_reply(send, reply, head=scope["method"] == "HEAD")


def jwks_router(tokens: Tokens) -> APIRouter:
    """Build a router that publishes the public keys for verifiers elsewhere: `app.include_router(jwks_router(tokens))`.

    It has no prefix, since they look for `/.well-known/mizan-jwks.json` at the root of the host.
    """
    from mizan_core.tokens.service import JWKS_HEADERS, WELL_KNOWN, TokenService

    service = TokenService(tokens)

    def keys(_: Request) -> Response:
        return Response(service.jwks(), headers=dict(JWKS_HEADERS))

    router = APIRouter()
    router.add_api_route(f"/{WELL_KNOWN}", keys, methods=["GET", "HEAD"], include_in_schema=False)
    return router
