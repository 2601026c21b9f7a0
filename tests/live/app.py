"""A notebook for several readers: `uvicorn tests.live.app:app`, live as MIZAN_LIVE says."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from mizan_core import Forbidden, context, invalidate, register
from mizan_core.client.function import client
from mizan_core.live import Live
from mizan_core.registry import default_registry
from mizan_fastapi import create_router
from starlette.types import ASGIApp, Receive, Scope, Send

registry = default_registry
"""Where `invalidate` outside of calls looks names up."""

texts: dict[int, str] = {}


@register
@client(context="note")
async def note_text(note_id: int) -> str:
    return texts.get(note_id, "")


@register
@client(context="note")
def note_size(note_id: int) -> int:
    return len(texts.get(note_id, ""))


@register
@client(context="slow")
async def slow_note(note_id: int) -> str:
    """Read, and take a while before it is told."""
    text = texts.get(note_id, "")
    await asyncio.sleep(0.3)
    return text


@register
@client(context="desk", auth=True)
def desk(number: int) -> int:
    return number


@register
@client(context="vault")
def vault(number: int) -> int:
    raise Forbidden("This is somebody else's.")


@register
@client(context="label")
def label(text: str) -> int:
    return len(text)


@register
@client(affects=["note", context("slow")])
async def write(note_id: int, text: str) -> None:
    texts[note_id] = text


@register
@client(affects="note")
def write_blocking(note_id: int, text: str) -> None:
    texts[note_id] = text


@register
@client(affects=note_size)
def resize(note_id: int) -> None: ...


@register
@client(affects="*")
async def sign_in() -> None: ...


@register
@client
async def shake() -> None:
    invalidate("*")


@register
@client
async def touch(first: int, count: int) -> None:
    """Make one note after the other stale, each in a publication of its own."""
    for note_id in range(first, first + count):
        registry.bus.publish([registry.target("note", {"note_id": note_id})])


@register
@client
async def flood(text: str, times: int) -> None:
    """Make one label stale again and again."""
    for _ in range(times):
        registry.bus.publish([registry.target("label", {"text": text})])
        await asyncio.sleep(0)


@dataclass(frozen=True)
class Reader:
    """Who reads, as the header `x-reader` says."""

    id: str
    is_authenticated: bool = True


class Identify:
    """Takes the identity from a header, in place of a session."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            reader = dict(scope["headers"]).get(b"x-reader", b"").decode()
            if reader:
                scope.setdefault("state", {})["user"] = Reader(reader)
        await self._app(scope, receive, send)


_LIMITS = (("LIVE_CONNECTIONS", int), ("LIVE_HISTORY", int), ("LIVE_HEARTBEAT", float), ("LIVE_LIFETIME", float))
"""Variables by which a test sets limits."""


def _settings() -> Live | None:
    url = os.environ.get("MIZAN_LIVE", "")
    given = {name.removeprefix("LIVE_").lower(): read(os.environ[name]) for name, read in _LIMITS if name in os.environ}
    limits: dict[str, Any] = given
    return Live(url, **limits) if url else None


app = FastAPI()
app.add_middleware(Identify)
app.include_router(create_router(live=_settings()), prefix="/api/mizan")
