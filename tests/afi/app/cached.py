"""Queries whose answers are kept where the server has a cache: each run shows, as they count."""

from __future__ import annotations

from mizan_core import Cache
from mizan_core.client.function import client

from .contexts import store, values
from .failures import FAILURES
from .registry import register


def _count(key: str) -> int:
    return store(key, values.get(key, 0) + 1)


@register("kept.mine")
@client(context="kept", cache=60)
def mine(key: str, page: int = 1) -> int:  # it is part of the key
    """Count for the caller alone."""
    return _count(f"mine {key}")


@register("kept.ours")
@client(context="kept", cache=Cache(30, scope="public", stale=5, vary=["X-Test-Vary"]))
async def ours(key: str) -> int:
    """Count for everybody."""
    return _count(f"ours {key}")


@register("kept.never")
@client(context="not_kept")
def never(key: str) -> int:
    return _count(f"never {key}")


@register("kept.once_broken")
@client(context="once_broken", cache=Cache(60, scope="public"))
def once_broken(key: str) -> int:
    """Fail at first."""
    if _count(f"broken {key}") == 1:
        raise FAILURES["not_found"]()
    return values[f"broken {key}"]


@register("kept.change")
@client(affects="kept")
def change(key: str) -> None: ...
