"""The same work as django-ninja's tutorial writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import NinjaAPI
from ninja.security import django_auth
from pydantic import BaseModel

from ..server.work import PANELS, Echo, Item, Panel, echo, panel


class EchoBody(BaseModel):
    text: str


class RenameBody(BaseModel):
    user_id: int
    name: str


def api(name: str, auth: Any) -> NinjaAPI:
    """Build the peer: one operation per job; `auth` as ninja takes it."""
    built = NinjaAPI(urls_namespace=name, auth=auth, docs_url=None, openapi_url=None)

    @built.post("/echo", response=Echo)
    def post_echo(request: Any, body: EchoBody) -> Echo:
        return echo(body.text)

    @built.post("/items", response=list[Item])
    def post_items(request: Any, items: list[Item]) -> list[Item]:
        return items

    @built.post("/rename", response=Panel)
    def rename(request: Any, body: RenameBody) -> Panel:
        return panel(body.user_id, body.name)

    for each in PANELS:
        built.get(f"/{each}/{{user_id}}", response=Panel)(_operation(each))
    return built


def _operation(name: str) -> Callable[[Any, int], Panel]:
    def operation(request: Any, user_id: int) -> Panel:
        return panel(user_id, name)

    operation.__name__ = name
    return operation


def signed_in(request: Any) -> Any:
    """Ask what our `auth=True` asks, as ninja's documentation writes it for a function."""
    return request.user if request.user.is_authenticated else None


guarded = api("guarded", signed_in)
bare = api("bare", None)
browser = api("browser", django_auth)
