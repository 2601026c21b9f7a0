"""`invalidate()`: naming by hand what became stale, from any depth of code."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Protocol

from .client.targets import Target


class Collector(Protocol):
    """Where targets named by hand go: into a call's answer, or to everybody else."""

    def resolve(self, target: str | Callable[..., Any], params: dict[str, Any]) -> Target:
        """Return the target, or raise ValueError when nothing has that name or param."""
        ...

    def effect(self, target: Target) -> Callable[[], None]:
        """Return what makes the target stale when it is called; once or several times is the same."""
        ...


class Transactions(Protocol):
    """What a framework knows of the transactions that are open around the code that runs."""

    def on_commit(self, effect: Callable[[], None], /) -> bool:
        """Call `effect` when what is open commits, and never when it is rolled back; False where nothing is open."""
        ...

    def is_waiting(self, effect: Callable[[], None], /) -> bool:
        """Tell whether an effect still waits for a commit."""
        ...


class _NoTransactions:
    def on_commit(self, _: Callable[[], None], /) -> bool:
        return False

    def is_waiting(self, _: Callable[[], None], /) -> bool:
        return False


_NOWHERE: Any = object()
_transactions: Transactions = _NoTransactions()
_outside: Collector | None = None
_current: ContextVar[Collector | None] = ContextVar("mizan_invalidation")


def invalidate(target: str | Callable[..., Any], /, **params: Any) -> None:
    """Make a context or a query stale, as if `affects=` had named it.

    Inside a call it takes effect with the answer, and not at all when the call fails. Outside of calls, in a command or
    a task of a queue, everybody who listens to the registry's bus hears of it. Where the framework knows of
    transactions, both happen when the one around it commits, and never when it is rolled back.

    Args:
        target: a context's name, a query, or `"*"` for everything.
        params: narrows the target, as in `invalidate("user", user_id=7)`.

    Raises:
        ValueError: no context or query has this name, or it has no such param.
    """
    collector = _current.get(_outside)
    if collector is None:
        return
    effect = collector.effect(collector.resolve(target, params))
    if not _transactions.on_commit(effect):
        effect()


begin = _current.set
"""Send what `invalidate` names from here on to a collector; None where nothing may be made stale."""

end = _current.reset
"""Undo what `begin` did, by the token that it returned."""


def on_commit(effect: Callable[[], None]) -> bool:
    """Call back when the transaction that is open here commits; False where none is."""
    return _transactions.on_commit(effect)


def inside() -> bool:
    """Tell whether somebody's function runs here, be it a call, a query or a rule."""
    return _current.get(_NOWHERE) is not _NOWHERE


def is_waiting(effect: Callable[[], None]) -> bool:
    """Tell whether an effect waits for the commit of a transaction that is open further out, as in a test case."""
    return _transactions.is_waiting(effect)


def use_transactions(transactions: Transactions) -> None:
    """Teach `invalidate` a framework's transactions."""
    global _transactions  # noqa: PLW0603  # a process has one way of committing
    _transactions = transactions


def collect_outside(collector: Collector) -> None:
    """Send here what is named outside of any call."""
    global _outside  # noqa: PLW0603  # as above
    _outside = collector
