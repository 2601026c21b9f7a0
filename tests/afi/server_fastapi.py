"""The conformance app on FastAPI: `uvicorn tests.afi.server_fastapi:app`."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from mizan_fastapi import create_router
from starlette.types import ASGIApp, Receive, Scope, Send

from .app import registry
from .host.identities import claimed
from .host.tokens import TOKENS

logging.getLogger("mizan").addHandler(logging.NullHandler())  # many vectors crash on purpose

ORIGINS = ["https://app.example"]
OUTDATED = Path(__file__).with_name("outdated.json")
SETTINGS: dict[str, Any] = {
    "registry": registry,
    "origins": ORIGINS,
    "outdated": OUTDATED,
    "identity": ("session", "mwt"),
    "tokens": TOKENS,
}
"""How the router is made, here and wherever else the conformance app is served."""


class Identify:
    """Takes the identity from a header or a cookie, in place of a session."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers: dict[str, str] = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
            user = claimed(headers.get("x-test-identity"), headers.get("cookie", ""))
            if user is not None:
                scope.setdefault("state", {})["user"] = user
        await self._app(scope, receive, send)


app = FastAPI()
app.add_middleware(Identify)
app.include_router(create_router(**SETTINGS), prefix="/api/mizan")
