"""`cache=`: for how long a query's answer may be shown again, and to whom."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

Scope: TypeAlias = Literal["public", "permissions", "tenant", "session", "user"]

SCOPES: tuple[Scope, ...] = ("public", "permissions", "tenant", "session", "user")
"""Who may share an answer, from everybody to nobody else."""

_HEADER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*", re.ASCII)
_PRIVATE = frozenset({"cookie", "authorization"})


@dataclass(frozen=True, slots=True)
class Cache:
    """How a query's answers are kept, where the server has a cache.

    Attributes:
        ttl: seconds that an answer is shown again. What a mutation makes stale is not, whatever this says.
        scope: who may share it: "user" the caller alone, "session" one sign-in of his, "tenant" and "permissions" those
            who belong to the same or may do the same, "public" everybody.
        stale: seconds more that it may be shown while one caller computes it again.
        vary: the request's headers that it depends on.
    """

    ttl: float
    scope: Scope = "user"
    stale: float = 0
    vary: Collection[str] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The names in `vary` in lower case, sorted."""
        return tuple(sorted({each.lower() for each in self.vary}))


def as_cache(declared: Cache | float) -> Cache:
    """Return what `cache=60` is short for."""
    return declared if isinstance(declared, Cache) else Cache(declared)


def mistakes(cache: Cache) -> Iterator[str]:
    """Say what is wrong, each as the end of a sentence."""
    ttl: Any = cache.ttl
    if not _is_number(ttl) or ttl <= 0:
        yield f"ttl is {ttl!r}, and is a number of seconds above 0"
    if not _is_number(cache.stale) or cache.stale < 0:
        yield f"stale is {cache.stale!r}, and is a number of seconds"
    if cache.scope not in SCOPES:
        yield f"scope is {cache.scope!r}, and is one of {', '.join(SCOPES)}"
    vary: Any = cache.vary
    if not isinstance(vary, list | tuple | set | frozenset) or not all(map(_is_header, cast("list[object]", vary))):
        yield f'vary is {vary!r}, and is a list of headers such as ["Accept-Language"]'
    elif not _PRIVATE.isdisjoint(cache.headers):
        yield "vary names what differs for every caller; scope says who shares an answer"


def _is_header(name: object) -> bool:
    return isinstance(name, str) and _HEADER.fullmatch(name) is not None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
