"""Queries, and the little state that some of them show."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from mizan_core import NotFound
from mizan_core.client.function import client
from pydantic import BaseModel

from .. import host
from .failures import OutOfStock, StockLevel
from .registry import register


class Me(BaseModel):
    name: str


class Profile(BaseModel):
    user_id: int
    name: str


class Search(BaseModel):
    text: str
    number: int
    ratio: float
    flag: bool
    tags: list[str]
    limits: dict[str, int]


class Scope(enum.StrEnum):
    MINE = "mine"
    ALL = "all"


values: dict[str, int] = {}
reads: dict[str, int] = {}


def store(key: str, value: int) -> int:
    values[key] = value
    return value


@register("current_user")
@client(context="global")
def current_user(request: Any) -> Me | None:
    name = host.name_of(request)
    return None if name is None else Me(name=name)


@register("motto")
@client(context="global")
async def motto(loud: bool = False) -> str:
    return "SPEAK PLAINLY" if loud else "Speak plainly"


@register("user_profile")
@client(context="user")
def user_profile(user_id: int) -> Profile:
    if user_id == 404:
        raise NotFound("No such user.")
    return Profile(user_id=user_id, name=f"User {user_id}")


@register("user_posts")
@client(context="user")
async def user_posts(user_id: int, page: int = 1) -> list[str]:
    return [f"post {user_id}.{page}"]


@register("search.run")
@client(context="search")
def search(
    text: str = "",
    number: int = 0,
    ratio: float = 0.0,
    flag: bool = False,
    tags: list[str] = [],  # noqa: B006  # a default is data to Mizan, and nobody writes to it
    limits: dict[str, int] = {},  # noqa: B006
) -> Search:
    return Search(text=text, number=number, ratio=ratio, flag=flag, tags=tags, limits=limits)


@register("agenda_day")
@client(context="agenda")
def agenda_day(day: date, scope: Scope = Scope.MINE) -> str:
    return f"{day} {scope}"


@register("moment_at")
@client(context="moment")
def moment_at(at: datetime, ratio: float = 1.0) -> str:
    return f"{at.isoformat()} {ratio}"


@register("fragile_fine")
@client(context="fragile")
def fragile_fine() -> int:
    return 1


@register("fragile_missing")
@client(context="fragile", raises=[OutOfStock])
def fragile_missing() -> int:
    raise OutOfStock("Nothing left.", details=StockLevel(left=0))


@register("fragile_crash")
@client(context="fragile")
async def fragile_crash() -> int:
    raise RuntimeError("The password is hunter2")


@register("counter_value")
@client(context="counter")
def counter_value(key: str) -> int:
    return values.get(key, 0)


@register("counter_double")
@client(context="counter")
async def counter_double(key: str) -> int:
    return 2 * values.get(key, 0)


@register("tally_reads")
@client(context="tally")
def tally_reads(key: str) -> int:
    """Count its own runs, which no real query should."""
    reads[key] = reads.get(key, 0) + 1
    return reads[key]


@register("room_name")
@client(context="room")
def room_name(room: int) -> str:
    return f"Room {room}"


@register("page_text")
@client(context="page")
def page_text(number: int, size: int) -> str:
    return "x" * size


@register("mixed_free")
@client(context="mixed")
def mixed_free() -> str:
    return "free"


@register("mixed_keyed")
@client(context="mixed")
def mixed_keyed(key: str) -> str:
    return key
