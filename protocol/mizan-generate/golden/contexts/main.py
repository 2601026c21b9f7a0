"""Contexts with params, and what mutations make of them."""

from datetime import date
from enum import StrEnum

from mizan_core import context
from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel

registry = Registry()


class Order(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"


class Profile(BaseModel):
    """Somebody, as others see him."""

    user_id: int
    name: str


class Post(BaseModel):
    id: int
    title: str
    on: date


@register(registry=registry)
@client(context="global")
def languages() -> list[str]:
    """Return the codes of all languages."""
    return ["en"]


@register(registry=registry)
@client(context="user", auth=True)
def user_profile(user_id: int) -> Profile:
    """Return a profile.

    Nobody but the user himself sees more than the name.
    """
    return Profile(user_id=user_id, name="Ada")


@register(registry=registry)
@client(context="user", auth=True)
def user_posts(user_id: int, order: Order = Order.NEWEST, limit: int = 20) -> list[Post]:
    return []


@register("reports.by_day", registry=registry)
@client(context="reports.daily", auth="staff")
def report(day: date) -> int:
    return 0


@register(registry=registry)
@client(affects="user", auth=True)
def rename(user_id: int, name: str) -> Profile:
    """Change a user's name; his profile and posts follow by themselves."""
    return Profile(user_id=user_id, name=name)


@register(registry=registry)
@client(affects=[context(user_posts, user_id="author"), "reports.daily"])
def publish(author: int, title: str) -> None: ...


@register(registry=registry)
@client(affects="*")
def logout() -> None: ...


@register(registry=registry)
@client
def ping() -> bool:
    return True
