"""Running batches of functions in an event loop: async ones concurrently, all that block in one thread."""

from __future__ import annotations

import asyncio
import sys
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from .invocation import NOTHING, Around, Invocation, Outcome, perform, perform_async

T = TypeVar("T")


class AsyncRunner(ABC):
    """Runs the functions of one request; a backend says what its framework does differently."""

    __slots__ = ()

    @abstractmethod
    def injected(self, invocation: Invocation) -> Mapping[str, Any]:
        """Return what the framework fills in."""

    @abstractmethod
    def in_thread(self, work: Callable[[], T]) -> Awaitable[T]:
        """Run what may block where it holds nobody up."""

    @abstractmethod
    def translate(self, error: Exception) -> Exception:
        """Return the MizanError that a framework's exception stands for; any other exception as it is."""

    def awaits(self, invocation: Invocation) -> bool:
        """Tell whether a function needs a task of its own."""
        return (invocation.is_async and invocation.may_wait) or invocation.around is not None

    async def perform(self, invocation: Invocation) -> Any:
        """Run a function that blocks, or inside whatever the framework puts around what it fills in."""
        if invocation.is_async:
            return await perform_async(invocation, self.injected(invocation))
        return await self.in_thread(partial(self.perform_here, invocation))

    def perform_here(self, invocation: Invocation) -> Any:
        """Run a `def` function in this thread; part of what `in_thread` is given."""
        return perform(invocation, self.injected(invocation))

    async def surrounded(self, invocation: Invocation, around: Around) -> Any:
        """Do what is put around a run."""
        return await around.run_async(partial(self.perform, invocation))

    async def __call__(self, batch: tuple[Invocation, ...]) -> Sequence[Outcome]:
        """Run a batch: what awaits in tasks of its own, what blocks in one thread, the rest here meanwhile."""
        if len(batch) == 1:
            return [await self._outcome(batch[0])]
        for each in batch:
            if each.may_wait or each.injected:
                return await self._concurrently(batch)
        return [self._at_once(each) for each in batch]

    async def _concurrently(self, batch: tuple[Invocation, ...]) -> Sequence[Outcome]:
        outcomes: list[Outcome] = [None] * len(batch)
        awaiting, blocking, at_once = self._by_need(batch)
        tasks = [(index, _start(self._outcome(batch[index]))) for index in awaiting]
        thread = _start(self._in_one_thread([batch[index] for index in blocking])) if blocking else None
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

    def _by_need(self, batch: tuple[Invocation, ...]) -> tuple[list[int], list[int], list[int]]:
        """Return which invocations need a task of their own, which a thread, and which nothing."""
        awaiting: list[int] = []
        blocking: list[int] = []
        at_once: list[int] = []
        for index, each in enumerate(batch):
            if self.awaits(each):
                awaiting.append(index)
            else:
                (at_once if each.is_async else blocking).append(index)
        return awaiting, blocking, at_once

    async def _outcome(self, invocation: Invocation) -> Outcome:
        try:
            if invocation.around is not None:
                return await self.surrounded(invocation, invocation.around)
            if invocation.is_async and not invocation.injected:
                return await perform_async(invocation)
            return await self.perform(invocation)
        except Exception as error:
            return self.translate(error)
        except asyncio.CancelledError as error:
            if _is_being_cancelled():
                raise
            return self.translate(_cancelled_itself(error))

    def _at_once(self, invocation: Invocation) -> Outcome:
        """Run an async function that never waits, in a context of its own, as a task would have one."""
        coroutine = perform_async(invocation, self.injected(invocation) if invocation.injected else NOTHING)
        try:
            copy_context().run(coroutine.send, None)
        except StopIteration as done:
            return done.value
        except Exception as error:
            return self.translate(error)
        raise AssertionError("A function without an await has waited.")

    async def _in_one_thread(self, invocations: list[Invocation]) -> list[Outcome]:
        return await self.in_thread(lambda: [copy_context().run(self.outcome_here, each) for each in invocations])

    def outcome_here(self, invocation: Invocation) -> Outcome:
        """Run a `def` function in this thread, and turn what it raises into its outcome."""
        try:
            return self.perform_here(invocation)
        except Exception as error:
            return self.translate(error)


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
