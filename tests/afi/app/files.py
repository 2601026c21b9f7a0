"""Functions that take uploads."""

from __future__ import annotations

from mizan_core.client.function import client
from pydantic import BaseModel

from .. import host
from ..host import File
from .contexts import store
from .registry import register


class Stored(BaseModel):
    name: str | None
    size: int
    title: str


@register("store_file")
@client
async def store_file(file: File, title: str = "untitled") -> Stored:
    return Stored(name=host.filename(file), size=len(await host.read(file)), title=title)


@register("describe_file")
@client
async def describe_file(file: File | None = None) -> int | None:
    return None if file is None else len(await host.read(file))


@register("store_secret")
@client(auth="staff")
async def store_secret(file: File) -> int:
    return len(await host.read(file))


@register("attach")
@client(affects="counter")
async def attach(key: str, file: File) -> int:
    return store(key, len(await host.read(file)))
