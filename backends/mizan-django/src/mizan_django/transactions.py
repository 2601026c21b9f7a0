"""When a write takes effect: Django's transactions around calls, and what waits for their commit."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from mizan_core import invalidation
from mizan_core.calls import Run
from mizan_core.invocation import Outcome
from mizan_core.live import Publication

from . import conf
from .errors import translate

logger = logging.getLogger("mizan")


def atomic_requests() -> list[str]:
    """Return the databases whose settings ask for a transaction around every view."""
    return [alias for alias, each in connections.settings.items() if each["ATOMIC_REQUESTS"]]


def transaction_of_call(request: HttpRequest, views: list[str]) -> Transaction | None:
    """Return what a call or a mutation runs in, if in anything, where views have a transaction on these databases."""
    if conf.current().atomic == "mutations" and DEFAULT_DB_ALIAS not in views:
        return Transaction([*views, DEFAULT_DB_ALIAS], request)
    return Transaction(views, request) if views else None


class Transaction:
    """The transaction of one call: begun before its rule is asked, ended when its function has returned or failed.

    In an event loop `begin` and `end` run in the thread that the request's queries run in.
    """

    __slots__ = ("_aliases", "_committed", "_open", "_request")

    def __init__(self, aliases: list[str], request: HttpRequest) -> None:
        self._aliases = aliases
        self._request = request
        self._open: ExitStack | None = None
        self._committed: set[str] = set()

    def begin(self) -> None:
        """Open a block on every database, unless they are open."""
        if self._open is not None:
            return
        with ExitStack() as stack:
            for alias in self._aliases:
                stack.enter_context(transaction.atomic(using=alias))
                if len(connections[alias].atomic_blocks) == 1:  # else, as in a test case, nothing will be committed
                    transaction.on_commit(partial(self._committed.add, alias), using=alias)
            self._open = stack.pop_all()

    def end(self, outcome: Outcome, run: Run | None = None) -> Outcome:
        """Commit what led to an outcome, or roll back what led to an exception. Return it, or why the commit failed.

        What the hooks of the commit name by `invalidate` belongs to the call. A call that asked for a rollback, by
        `set_rollback` or an error that it caught, makes nothing stale.
        """
        blocks, self._open = self._open, None
        if blocks is None:
            return outcome
        if run is not None and all(transaction.get_rollback(using=alias) for alias in self._aliases):
            run.withdraw()
        token = invalidation.begin(run)
        try:
            if isinstance(outcome, BaseException):
                blocks.__exit__(type(outcome), outcome, outcome.__traceback__)
            else:
                blocks.__exit__(None, None, None)
        except Exception as failure:
            error = translate(failure, self._request)
            if len(self._committed) < len(self._aliases):
                return error
            # The write is done: nothing that a hook of the commit does may look like its failure.
            logger.error("A hook of the commit failed.", exc_info=failure)
        finally:
            invalidation.end(token)
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
            hook = _Joint(effect, _joints(connection)) if isinstance(effect, Publication) else effect
            transaction.on_commit(hook, using=connection.alias)
        return waiting

    def is_waiting(self, effect: Callable[[], None], /) -> bool:
        return any(
            effect is each[1] for connection in connections.all(initialized_only=True) for each in _hooks(connection)
        )


class _Joint:
    """One of the publications that wait for a commit: the first that is called publishes for all behind it.

    Django forgets what a savepoint rolls back, and nobody else holds it: what is alive at the commit is committed.
    """

    __slots__ = ("__weakref__", "_all", "_place", "_publication")

    def __init__(self, publication: Publication, others: list[weakref.ref[_Joint]]) -> None:
        self._publication: Publication | None = publication
        self._all = others
        self._place = len(others)
        others.append(weakref.ref(self))

    @property
    def all(self) -> list[weakref.ref[_Joint]]:
        """Return all that wait for this commit, in their order."""
        return self._all

    def __call__(self) -> None:
        publication, self._publication = self._publication, None
        if publication is None:
            return
        for each in self._all[self._place + 1 :]:
            behind = each()
            if behind is not None and behind._publication is not None and publication.absorb(behind._publication):
                behind._publication = None
        publication()


def _joints(connection: BaseDatabaseWrapper) -> list[weakref.ref[_Joint]]:
    """Return the publications that wait for the same commit, where another one can join them."""
    for _, hook, *_ in reversed(_hooks(connection)):
        if isinstance(hook, _Joint):
            return hook.all
    return []


def _in_transaction() -> Iterator[BaseDatabaseWrapper]:
    """Yield the connections with an open transaction; the one around a test case is as good as none."""
    for connection in connections.all(initialized_only=True):
        blocks: list[Any] = connection.atomic_blocks
        if not all(each._from_testcase for each in blocks):
            yield connection


def _hooks(connection: BaseDatabaseWrapper) -> list[Any]:
    """Return what waits for the commit: (savepoints, function, …) each, as Django's own test cases read it."""
    return connection.run_on_commit
