"""The same work as a tutorial-style FastAPI application and as Mizan functions on FastAPI."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from fastapi import Depends, FastAPI, HTTPException, Request
from mizan_core import Registry, register
from mizan_core.client.function import client
from mizan_fastapi import create_router, install
from pydantic import BaseModel
from starlette.types import ASGIApp, Receive, Scope, Send

from .work import PANELS, Echo, Item, Panel, echo, panel


class EchoBody(BaseModel):
    text: str


class RenameBody(BaseModel):
    user_id: int
    name: str


def plain_fastapi(*, guarded: bool = False) -> ASGIApp:
    """Build the peer: one route per job, as FastAPI's tutorial writes them.

    Guarded, every route asks who calls, by a dependency, as ours does by `auth=True`.
    """
    app = FastAPI(dependencies=[Depends(require_user)] if guarded else [])

    @app.post("/echo")
    async def post_echo(body: EchoBody) -> Echo:
        return echo(body.text)

    @app.post("/items")
    async def post_items(items: list[Item]) -> list[Item]:
        return items

    for name in PANELS:
        app.get(f"/{name}/{{user_id}}", response_model=Panel)(_panel_route(name))

    @app.post("/rename")
    async def rename(body: RenameBody) -> Panel:
        return panel(body.user_id, body.name)

    return _signed_in(app) if guarded else app


async def require_user(request: Request) -> Any:
    user = getattr(request.state, "user", None)
    if user is None or not user.is_authenticated:
        raise HTTPException(401)
    return user


def mizan(functions: int = 0, *, front: bool = True) -> ASGIApp:
    """Build ours, with identity and an auth rule on every function; `functions` adds bystanders."""
    registry = Registry(strict=True)

    @register("echo", registry=registry)
    @client(auth=True)
    async def call_echo(text: str) -> Echo:
        return echo(text)

    @register("items", registry=registry)
    @client(auth=True)
    async def call_items(items: list[Item]) -> list[Item]:
        return items

    for name in PANELS:
        register(client(context="user", auth=True)(_panel_query(name)), name, registry=registry)
    for name in PANELS[:2]:
        register(client(context=name, auth=True)(_panel_query(name)), f"only_{name}", registry=registry)

    @register("rename", registry=registry)
    @client(affects=list(PANELS[:2]), auth=True)
    async def rename(user_id: int, name: str) -> Panel:
        return panel(user_id, name)

    for number in range(functions):
        register(client(auth=True)(_panel_query("bystander")), f"bystander_{number}", registry=registry)
    app = FastAPI()
    if front:
        install(app, registry=registry)
    else:
        app.include_router(create_router(registry=registry), prefix="/api/mizan")
    return _signed_in(app)


def _panel_route(name: str) -> Callable[[int], Any]:
    async def route(user_id: int) -> Panel:
        return panel(user_id, name)

    return route


def _panel_query(name: str) -> Callable[[int], Any]:
    async def query(user_id: int) -> Panel:
        return panel(user_id, name)

    return query


def _signed_in(app: ASGIApp) -> ASGIApp:
    user = SimpleNamespace(is_authenticated=True, is_staff=False, is_superuser=False)

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"user": user}
        await app(scope, receive, send)

    return middleware
