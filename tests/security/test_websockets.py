"""No page can open a WebSocket: where there is none, no origin has to be checked."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI, WebSocket
from mizan_core import Registry
from mizan_core.client.function import client
from mizan_fastapi import create_router, install

from .hostile import ORIGINS


@client
def ping() -> str:
    return "pong"


def served(way: str) -> FastAPI:
    """Return an application that serves a function in one of the ways there are."""
    registry = Registry()
    registry.register(ping, "ping")
    app, outer = FastAPI(), FastAPI()
    outer.mount("/api", app)
    if "router" in way:
        app.include_router(create_router(registry=registry), prefix="/mizan" if "below" in way else "/api/mizan")
    else:
        install(app, "/mizan" if "below" in way else "/api/mizan", registry=registry)
    return outer if "below" in way else app


async def handshake(app: FastAPI, path: str, origin: str) -> list[str]:
    """Ask for a WebSocket, and return the kinds of messages that the application sends."""
    scope: dict[str, Any] = {"type": "websocket", "path": path, "raw_path": path.encode(), "root_path": ""}
    scope |= {"headers": [(b"origin", origin.encode()), (b"host", b"x")], "query_string": b"", "subprotocols": []}
    sent: list[str] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    await app({**scope, "scheme": "ws", "client": ("x", 1), "server": ("x", 80)}, receive, send)
    return sent


@pytest.mark.parametrize("way", ["router", "install", "router below", "install below"])
@pytest.mark.parametrize("path", ["", "/", "/call/ping", "/context/global", "/live", "/live/x", "/ws"])
def test_no_websocket_is_opened(way: str, path: str) -> None:
    app = served(way)

    for origin in (*ORIGINS, "https://app.example"):
        assert asyncio.run(handshake(app, f"/api/mizan{path}", origin)) == ["websocket.close"]


def test_one_that_is_opened_would_be_noticed() -> None:
    app = FastAPI()

    @app.websocket("/api/mizan/ws")
    async def opened(socket: WebSocket) -> None:
        await socket.accept()

    assert "websocket.accept" in asyncio.run(handshake(app, "/api/mizan/ws", ORIGINS[0]))
