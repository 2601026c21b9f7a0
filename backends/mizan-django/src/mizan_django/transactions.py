"""When a write takes effect: Django's transactions around calls, and what waits for their commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from mizan_core.invocation import Outcome
from mizan_core.live import Publication

from . import conf
from .errors import translate


def atomic_requests() -> list[str]:
    """Return the databases whose settings ask for a transaction around every view."""
    return [alias for alias, each in connections.settings.items() if each["ATOMIC_REQUESTS"]]


def atomic_calls() -> list[str]:
    """Return the databases on which a call or a mutation runs in a transaction."""
    aliases = atomic_requests()
    if conf.current().atomic == "mutations" and DEFAULT_DB_ALIAS not in aliases:
        aliases.append(DEFAULT_DB_ALIAS)
    return aliases


class Transaction:
    """The transaction of one call: begun before its rule is asked, ended when its function has returned or failed.

    In an event loop `begin` and `end` run in the thread that the request's queries run in.
    """

    __slots__ = ("_aliases", "_open")

    def __init__(self, aliases: list[str]) -> None:
        self._aliases = aliases
        self._open: ExitStack | None = None

    def begin(self) -> None:
        """Open a block on every database, unless they are open."""
        if self._open is not None:
            return
        with ExitStack() as stack:
            for alias in self._aliases:
                stack.enter_context(transaction.atomic(using=alias))
            self._open = stack.pop_all()

    def end(self, outcome: Outcome) -> Outcome:
        """Commit what led to an outcome, or roll back what led to an exception. Return it, or why the commit failed."""
        blocks, self._open = self._open, None
        if blocks is None:
            return outcome
        try:
            if isinstance(outcome, BaseException):
                blocks.__exit__(type(outcome), outcome, outcome.__traceback__)
            else:
                blocks.__exit__(None, None, None)
        except Exception as failure:
            return translate(failure)
        return outcome

    def abandon(self) -> None:
        """Roll back what is open."""
        self.end(_Abandoned())


class _Abandoned(Exception):
    """Nothing came of the call."""


class DjangoTransactions:
    """What Django knows of the transactions that are open in this thread."""

    def on_commit(self, effect: Callable[[], None], /) -> bool:
        """Call `effect` at the commit of every database with an open transaction: whichever was written to is one."""
        waiting = False
        for connection in _in_transaction():
            waiting = True
            if not _joined(connection, effect):
                transaction.on_commit(effect, using=connection.alias)
        return waiting

    def is_waiting(self, effect: Callable[[], None], /) -> bool:
        return any(effect is each[1] for connection in _in_transaction() for each in _hooks(connection))


def _in_transaction() -> Iterator[BaseDatabaseWrapper]:
    return (each for each in connections.all(initialized_only=True) if each.in_atomic_block)


def _joined(connection: BaseDatabaseWrapper, effect: Callable[[], None]) -> bool:
    """Put a publication to one that the same savepoint decides on, so that a commit publishes once."""
    if not isinstance(effect, Publication):
        return False
    savepoints = set(connection.savepoint_ids)
    waiting = (each[1] for each in reversed(_hooks(connection)) if each[0] == savepoints)
    return any(isinstance(each, Publication) and each.absorb(effect) for each in waiting)


def _hooks(connection: BaseDatabaseWrapper) -> list[Any]:
    """Return what waits for the commit: (savepoints, function, …) each, as Django's own test cases read it."""
    return connection.run_on_commit
