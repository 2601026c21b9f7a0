"""The conformance app on FastAPI: `uvicorn tests.afi.server_fastapi:app`."""

from __future__ import annotations

import logging
from http.cookies import SimpleCookie

from fastapi import FastAPI
from mizan_fastapi import create_router
from starlette.types import ASGIApp, Receive, Scope, Send

from .app import registry
from .host import IDENTITIES

logging.getLogger("mizan").addHandler(logging.NullHandler())  # many vectors crash on purpose

ORIGINS = ["https://app.example"]


class Identify:
    """Takes the identity from a header or a cookie, in place of a session."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            user = IDENTITIES[_claimed(scope)]
            if user is not None:
                scope.setdefault("state", {})["user"] = user
        await self._app(scope, receive, send)


def _claimed(scope: Scope) -> str:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    by_cookie = cookies["identity"].value if "identity" in cookies else "anonymous"
    return headers.get(b"x-test-identity", by_cookie.encode()).decode("latin-1")


app = FastAPI()
app.add_middleware(Identify)
app.include_router(create_router(registry=registry, origins=ORIGINS), prefix="/api/mizan")
