"""Mutations: every way to say what became stale."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from mizan_core import NotFound, context, invalidate
from mizan_core.client.function import client
from pydantic import BaseModel

from .. import host
from .contexts import Profile, Scope, current_user, store, user_posts, user_profile
from .registry import register


class Post(BaseModel):
    post: int
    owner: int | None


@register("rename")
@client(affects="user")
def rename(user_id: int, name: str) -> Profile:
    return Profile(user_id=user_id, name=name)


@register("rename_author")
@client(affects=context("user", user_id="author"))
def rename_author(author: int) -> None: ...


def _owner(args: Any, result: Post) -> int | None:
    return result.owner


def _next_page(args: Any, result: Post) -> int:
    return args.post + 1


@register("publish")
@client(affects=context("user", user_id=_owner, page=_next_page))
def publish(post: int) -> Post:
    return Post(post=post, owner=post * 10 if post else None)


@register("reset_users")
@client(affects=context("user", scope=None))
def reset_users(user_id: int) -> None: ...


@register("touch_profile")
@client(affects=user_profile)
async def touch_profile(user_id: int) -> None: ...


@register("touch_posts")
@client(affects=user_posts)
def touch_posts(user_id: int, page: int = 1) -> None: ...


@register("touch_maybe")
@client(affects="user")
def touch_maybe(user_id: int | None = None) -> None: ...


@register("touch_several")
@client(affects=["user", current_user, "counter"])
def touch_several(user_id: int, key: str) -> None: ...


@register("plan")
@client(affects="agenda")
def plan(day: date, scope: Scope) -> None: ...


@register("move_moment")
@client(affects="moment")
def move_moment(at: datetime, ratio: float) -> None: ...


@register("touch_nothing")
@client(affects=[])
def touch_nothing() -> None: ...


@register("touch_by_hand")
@client(affects="user")
def touch_by_hand(user_id: int, others: list[int]) -> None:
    def deeper(other: int) -> None:
        invalidate("user", user_id=other)

    for other in others:
        deeper(other)
    invalidate(user_profile, user_id=user_id)


@register("touch_user_page")
@client(affects=[])
def touch_user_page(user_id: int, page: int) -> None:
    invalidate("user", user_id=user_id, page=page)


@register("call_by_hand")
@client
def call_by_hand(everything: bool) -> str:
    if everything:
        invalidate("*")
    return "done"


@register("touch_rooms")
@client(affects=[])
def touch_rooms(rooms: list[int]) -> None:
    for room in rooms:
        invalidate("room", room=room)


@register("touch_pages")
@client(affects=[])
def touch_pages(numbers: list[int], size: int) -> None:
    for number in numbers:
        invalidate("page", number=number, size=size)


@register("set_counter")
@client(affects="counter")
def set_counter(key: str, value: int) -> int:
    return store(key, value)


@register("set_counter_quietly")
@client(affects="counter", refresh=False)
def set_counter_quietly(key: str, value: int) -> int:
    return store(key, value)


@register("touch_tally")
@client(affects="tally")
def touch_tally(key: str, fails: bool = False) -> None:
    if fails:
        invalidate("counter", key=key)
        raise NotFound("Said so.")


@register("touch_fragile")
@client(affects="fragile")
def touch_fragile() -> str:
    return "touched"


@register("touch_guarded")
@client(affects="guarded")
def touch_guarded() -> None: ...


@register("login")
@client(affects="*")
def login(request: Any, name: Literal["user", "staff", "superuser"]) -> str:
    host.become(request, name)
    return name


@register("logout")
@client(affects="*")
def logout(request: Any) -> None:
    host.become(request, None)
