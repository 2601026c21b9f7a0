"""Queries whose answers are kept, each for others, and one whose answers are not."""

from mizan_core import Cache
from mizan_core.client.function import client
from mizan_core.registry import Registry, register

registry = Registry()


@register(registry=registry)
@client(context="shop", cache=Cache(60, scope="public", stale=30, vary=["X-Currency", "Accept-Language"]), rev=3)
def prices(article: str) -> dict[str, float]:
    """Return what an article costs, per size."""
    return {}


@register(registry=registry)
@client(context="shop", cache=0.5)
def cart(article: str) -> list[str]:
    return []


@register(registry=registry)
@client(context="shop")
def stock(article: str) -> int:
    """Return how many there are at this moment."""
    return 0


@register(registry=registry)
@client(context="team", auth=True, cache=Cache(3600, scope="tenant"))
def members() -> list[str]:
    return []


@register(registry=registry)
@client(context="clock")
def now() -> str:
    return ""


@register(registry=registry)
@client(affects="shop")
def order(article: str) -> None: ...
