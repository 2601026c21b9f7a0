"""`@client`: what a developer declares about a function.

The decorator only records. Everything is checked together when the registry is sealed, so that annotations may
name what is defined further down and every mistake is reported at once.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeAlias, TypeVar, cast, overload

from ..auth import Rule
from ..errors import MizanError
from .caching import Cache, as_cache
from .targets import Affects

P = ParamSpec("P")
R = TypeVar("R")

Affected: TypeAlias = str | Callable[..., Any] | Affects
_MARK = "__mizan__"


@dataclass(frozen=True, slots=True)
class Function:
    """What `@client` was told, unchecked. `affects` is None unless the function is a mutation."""

    callable: Callable[..., Any]
    context: str | None
    affects: tuple[Affected, ...] | None
    auth: Rule
    raises: tuple[type[MizanError], ...]
    rev: int
    refresh: bool
    websocket: bool
    cache: Cache | None = None

    @property
    def where(self) -> str:
        """Where the function stands, for messages: `tasks.py:12 rename`."""
        return location(self.callable)


@overload
def client(function: Callable[P, R], /) -> Callable[P, R]: ...
@overload
def client(
    *,
    context: str | None = None,
    affects: Affected | Sequence[Affected] | None = None,
    auth: Rule = None,
    raises: Sequence[type[MizanError]] = (),
    rev: int = 1,
    refresh: bool = True,
    websocket: bool = False,
    cache: Cache | float | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def client(
    function: Callable[..., Any] | None = None,
    /,
    *,
    context: str | None = None,
    affects: Affected | Sequence[Affected] | None = None,
    auth: Rule = None,
    raises: Sequence[type[MizanError]] = (),
    rev: int = 1,
    refresh: bool = True,
    websocket: bool = False,
    cache: Cache | float | None = None,
) -> Any:
    """Make a function callable from a frontend, and return it unchanged.

    Args:
        context: makes it a query of this context; `"global"` is the one that needs no parameters.
        affects: makes it a mutation and names what it makes stale: a context, a query, `context("name", …)`,
            `"*"` for everything, or a list of these.
        auth: who may call: True (signed in), `"staff"`, `"superuser"`, a function `(request) -> bool` that may be
            async, or False/None for everybody.
        raises: its own errors, which reach TypeScript as a discriminated union.
        rev: raise it when the meaning changes while the types stay.
        refresh: False keeps fresh data out of this mutation's answer; contexts are then refetched.
        websocket: also callable over a channel's socket, where the backend has channels.
        cache: for how many seconds this query's answers may be shown again to the same user, or a `Cache` that says
            more. Nothing is kept unless this is set, and the server has a cache.

    Mistakes are raised as one `DeclarationError` when the registry is sealed.
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        declared = Function(
            callable=function,
            context=context,
            affects=None if affects is None else _as_tuple(affects),
            auth=auth,
            raises=tuple(raises),
            rev=rev,
            refresh=refresh,
            websocket=websocket,
            cache=None if cache is None else as_cache(cache),
        )
        setattr(function, _MARK, declared)
        return function

    return declare if function is None else declare(function)


def declared(function: object) -> Function | None:
    """Return what `@client` recorded on this callable, or None."""
    return getattr(function, _MARK, None)


def location(function: Callable[..., Any]) -> str:
    """Say where a callable stands: `tasks.py:12 rename`."""
    name = getattr(function, "__qualname__", repr(function))
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return name
    return f"{code.co_filename.rpartition('/')[2]}:{code.co_firstlineno} {name}"


def _as_tuple(affects: Affected | Sequence[Affected]) -> tuple[Affected, ...]:
    if isinstance(affects, str) or not isinstance(affects, Sequence):
        return (affects,)
    return tuple(cast(Sequence[Affected], affects))
