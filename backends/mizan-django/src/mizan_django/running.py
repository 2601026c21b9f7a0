"""Running batches of functions as Django would: in the request's thread, inside its transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction
from django.http import HttpRequest
from mizan_core.calls import Run
from mizan_core.invocation import Around, Invocation, Outcome, perform
from mizan_core.running import AsyncRunner

from .errors import translate
from .identity import RequestCaller
from .sealing import SealedRequest
from .transactions import Transaction

T = TypeVar("T")
Batch = tuple[Invocation, ...]


class _Loop(AsyncRunner):
    """Runs the functions of one request in an event loop, `def` ones in the thread that Django keeps for it."""

    def __init__(self, caller: RequestCaller, views: Sequence[str]) -> None:
        self._caller = caller
        self._views = views

    def injected(self, invocation: Invocation) -> Mapping[str, Any]:
        return _injected(invocation, self._caller.request)

    async def surrounded(self, invocation: Invocation, around: Around) -> Any:
        """Do this in the thread of the request's transactions; a query that is async runs in this loop."""
        work: Callable[[], Any] = _nothing
        if invocation.compiled is not None and invocation.is_async:
            work = partial(async_to_sync(self.perform), invocation)
        elif invocation.compiled is not None:
            work = partial(self.perform_here, invocation)
        return await self.in_thread(partial(around.run, work))

    def in_thread(self, work: Callable[[], T]) -> Awaitable[T]:
        return sync_to_async(work, thread_sensitive=True)()

    def translate(self, error: Exception) -> Exception:
        return translate(error, self._caller.request)

    def perform_here(self, invocation: Invocation) -> Any:
        return _perform(invocation, self._caller.request, self._views)


class ThreadRunner:
    """Runs batches for a view that is a `def`; `views` names the databases on which views have a transaction."""

    def __init__(self, caller: RequestCaller, views: Sequence[str], transaction: Transaction | None = None) -> None:
        self._caller = caller
        self._views = views
        self._transaction = transaction

    def __call__(self, batch: Batch) -> Sequence[Outcome]:
        """Run a batch; after the call itself, what it wrote is committed before anything else is run."""
        if self._transaction is not None:
            self._transaction.begin()
        first = batch[0]
        outcomes = [self._outcome(first)] if len(batch) == 1 and not first.is_async else self._run(batch)
        run = first.collector
        if isinstance(run, Run):
            transaction, self._transaction = self._transaction, None
            if transaction is not None:
                outcomes = [transaction.end(outcomes[0], run)]
            run.settle()
            self._caller.renew()
        return outcomes

    def close(self) -> None:
        """Roll back what a rule did that let nobody pass."""
        if self._transaction is not None:
            self._transaction.abandon()

    def _run(self, batch: Batch) -> Sequence[Outcome]:
        for each in batch:
            if each.is_async:
                bool(self._caller.user)  # what is asked for below cannot be fetched there
                return async_to_sync(_Loop(self._caller, self._views))(batch)
        return [copy_context().run(self._outcome, each) for each in batch]

    def _outcome(self, invocation: Invocation) -> Outcome:
        try:
            if invocation.around is not None:
                return invocation.around.run(partial(_perform, invocation, self._caller.request, self._views))
            if self._views or invocation.injected:
                return _perform(invocation, self._caller.request, self._views)
            return perform(invocation)
        except Exception as error:
            return translate(error, self._caller.request)


def _nothing() -> None: ...


def _injected(invocation: Invocation, request: HttpRequest) -> Mapping[str, Any]:
    query = invocation.compiled
    if invocation.injected and query is not None and query.sealed is not None:
        request = SealedRequest(query, request)
    return dict.fromkeys(invocation.injected, request)


def _perform(invocation: Invocation, request: HttpRequest, views: Sequence[str]) -> Any:
    """Run a `def` function in this thread, a query in the transactions that views have."""
    injected = _injected(invocation, request)
    if not views or invocation.compiled is None or invocation.compiled.kind != "query":
        return perform(invocation, injected)
    with ExitStack() as blocks:
        for alias in views:
            blocks.enter_context(transaction.atomic(using=alias))
        return perform(invocation, injected)


class LoopRunner(_Loop):
    """Runs batches for a view that is an `async def`; `loads_user` where a rule may ask who calls."""

    def __init__(
        self,
        caller: RequestCaller,
        views: Sequence[str],
        transaction: Transaction | None = None,
        *,
        loads_user: bool = True,
    ) -> None:
        super().__init__(caller, views)
        self._transaction = transaction
        self._loads_user = loads_user

    async def __call__(self, batch: Batch) -> Sequence[Outcome]:
        """Run a batch; after the call itself, what it wrote is committed before anything else is run."""
        if self._transaction is not None:
            await self.in_thread(self._transaction.begin)
        outcomes = await super().__call__(batch)
        run = batch[0].collector
        return await _undisturbed(self._ended(outcomes, run)) if isinstance(run, Run) else outcomes

    async def surrounded(self, invocation: Invocation, around: Around) -> Any:
        """Read through the cache, in the loop; a query that has to run does so where it always does."""
        if invocation.compiled is None:
            return await super().surrounded(invocation, around)
        return await around.run_async(partial(self.perform, invocation))

    async def close(self) -> None:
        """Roll back what a rule did that let nobody pass."""
        if self._transaction is not None:
            await _undisturbed(self.in_thread(self._transaction.abandon))

    async def _ended(self, outcomes: Sequence[Outcome], run: Run) -> Sequence[Outcome]:
        transaction, self._transaction = self._transaction, None
        if transaction is not None:
            outcomes = [await self.in_thread(partial(transaction.end, outcomes[0], run))]
        if run.unsettled:
            await self.in_thread(run.settle)
        self._caller.renew()  # it may have signed somebody in
        if self._loads_user:
            await self._caller.load()
        return outcomes


async def _undisturbed(work: Awaitable[T]) -> T:
    """Let no cancellation leave a transaction open, nor keep from being told what a commit made stale."""
    ending = asyncio.ensure_future(work)
    while not ending.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(ending)
    return ending.result()
