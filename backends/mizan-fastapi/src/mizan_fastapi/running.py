"""Running batches of functions in an event loop: async ones concurrently, all sync ones in one thread."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Mapping, Sequence
from contextvars import copy_context
from typing import Any, TypeVar

from mizan_core.invocation import Invocation, Outcome, perform, perform_async
from mizan_core.parameters import REQUEST
from starlette.concurrency import run_in_threadpool

from .errors import translate
from .identity import ScopeCaller
from .injection import Effects, needs_solver, perform_with_dependencies

T = TypeVar("T")
_NOTHING: Mapping[str, Any] = {}


class Runner:
    """Runs the functions of one request; `effects` collects what their dependencies want done."""

    __slots__ = ("_caller", "effects")

    def __init__(self, caller: ScopeCaller) -> None:
        self._caller = caller
        self.effects: Effects | None = None

    async def __call__(self, batch: tuple[Invocation, ...]) -> Sequence[Outcome]:
        """Run a batch: what awaits in tasks of its own, what blocks in one thread, the rest here meanwhile."""
        if len(batch) == 1:
            return [await self._outcome(batch[0])]
        if not any(each.may_wait or each.injected for each in batch):
            return [self._at_once(each) for each in batch]
        outcomes: list[Outcome] = [None] * len(batch)
        awaiting, blocking, at_once = _by_need(batch)
        tasks = [(index, _start(self._outcome(batch[index]))) for index in awaiting]
        thread = (
            _start(run_in_threadpool(self._perform_all, [batch[index] for index in blocking])) if blocking else None
        )
        try:
            for index in at_once:
                outcomes[index] = self._at_once(batch[index])
            for index, task in tasks:
                outcomes[index] = await task
            for index, outcome in zip(blocking, await thread if thread else (), strict=True):
                outcomes[index] = outcome
        except BaseException:  # the request was cancelled: nothing of it may run on by itself
            await _cancel([*(task for _, task in tasks), *((thread,) if thread else ())])
            raise
        return outcomes

    async def _outcome(self, invocation: Invocation) -> Outcome:
        try:
            if needs_solver(invocation):
                self.effects = self.effects or Effects()
                return await perform_with_dependencies(invocation, self._caller, self.effects)
            if invocation.is_async:
                return await perform_async(invocation, self._injected(invocation))
            return await run_in_threadpool(perform, invocation, self._injected(invocation))
        except Exception as error:
            return translate(error)
        except asyncio.CancelledError as error:
            if _is_being_cancelled():
                raise
            return _cancelled_itself(error)

    def _at_once(self, invocation: Invocation) -> Outcome:
        """Run an async function that never waits, in a context of its own, as a task would have one."""
        coroutine = perform_async(invocation, self._injected(invocation))
        try:
            copy_context().run(coroutine.send, None)
        except StopIteration as done:
            return done.value
        except Exception as error:
            return translate(error)
        raise AssertionError("A function without an await has waited.")

    def _perform_all(self, invocations: list[Invocation]) -> list[Outcome]:
        return [copy_context().run(self._perform, each) for each in invocations]

    def _perform(self, invocation: Invocation) -> Outcome:
        try:
            return perform(invocation, self._injected(invocation))
        except Exception as error:
            return translate(error)

    def _injected(self, invocation: Invocation) -> Mapping[str, Any]:
        return {REQUEST: self._caller.request} if invocation.injected else _NOTHING


def _by_need(batch: tuple[Invocation, ...]) -> tuple[list[int], list[int], list[int]]:
    """Return which invocations need a task of their own, which a thread, and which nothing."""
    awaiting: list[int] = []
    blocking: list[int] = []
    at_once: list[int] = []
    for index, each in enumerate(batch):
        if (each.is_async and each.may_wait) or needs_solver(each):
            awaiting.append(index)
        else:
            (at_once if each.is_async else blocking).append(index)
    return awaiting, blocking, at_once


def _is_being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


def _cancelled_itself(error: asyncio.CancelledError) -> Exception:
    """Something that the function awaited was cancelled, which is a failure of this function alone."""
    failure = RuntimeError("The function awaited something that was cancelled.")
    failure.__cause__ = error
    return failure


async def _cancel(tasks: Sequence[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _start(coroutine: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Start a task; where Python can, it runs here until it first waits."""
    if sys.version_info >= (3, 12):
        return asyncio.Task(coroutine, loop=asyncio.get_running_loop(), eager_start=True)
    return asyncio.create_task(coroutine)
