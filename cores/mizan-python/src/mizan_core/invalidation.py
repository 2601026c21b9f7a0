"""`invalidate()`: naming by hand what became stale, from any depth of code."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import Any, Protocol

from .client.targets import Target


class Collector(Protocol):
    """Where targets named by hand during one call go."""

    def resolve(self, target: str | Callable[..., Any], params: dict[str, Any]) -> Target:
        """Return the target, or raise ValueError when nothing has that name or param."""
        ...

    def add(self, target: Target) -> None: ...


_current: ContextVar[Collector | None] = ContextVar("mizan_invalidation", default=None)


def invalidate(target: str | Callable[..., Any], /, **params: Any) -> None:
    """Make a context or a query stale, as if `affects=` had named it.

    It takes effect with the answer of the running call, and not at all when that call fails. Outside a call there
    is nobody to tell, and nothing happens.

    Args:
        target: a context's name, a query, or `"*"` for everything.
        params: narrows the target, as in `invalidate("user", user_id=7)`.

    Raises:
        ValueError: no context or query has this name, or it has no such param.
    """
    collector = _current.get()
    if collector is not None:
        collector.add(collector.resolve(target, params))


def begin(collector: Collector | None) -> Token[Collector | None]:
    """Send what `invalidate` names from here on to this collector; None where nothing may be made stale."""
    return _current.set(collector)


def end(token: Token[Collector | None]) -> None:
    """Undo what `begin` did."""
    _current.reset(token)
