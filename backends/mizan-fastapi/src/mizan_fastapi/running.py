"""Running batches of functions in an event loop: async ones concurrently, all sync ones in one thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from mizan_core.auth import Caller
from mizan_core.invocation import Invocation, Outcome, perform
from mizan_core.parameters import REQUEST
from starlette.concurrency import run_in_threadpool

from .errors import translate
from .injection import Effects, needs_solver, perform_with_dependencies, run_function


class Runner:
    """Runs the functions of one request; `effects` collects what their dependencies want done."""

    __slots__ = ("_caller", "effects")

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.effects = Effects()

    async def __call__(self, batch: tuple[Invocation, ...]) -> Sequence[Outcome]:
        if len(batch) == 1:
            return [await _caught(self._run(batch[0]))]
        outcomes: list[Outcome] = [None] * len(batch)
        blocking = [index for index, each in enumerate(batch) if not each.is_async and not needs_solver(each)]
        others = [index for index in range(len(batch)) if index not in blocking]
        work = [self._fill(outcomes, index, batch[index]) for index in others]
        if blocking:
            work.append(self._fill_blocking(outcomes, blocking, batch))
        tasks = [asyncio.ensure_future(each) for each in work[1:]]
        await work[0]  # in this task, which saves one
        for task in tasks:
            await task
        return outcomes

    async def _fill(self, outcomes: list[Outcome], index: int, invocation: Invocation) -> None:
        outcomes[index] = await _caught(self._run(invocation))

    async def _fill_blocking(self, outcomes: list[Outcome], indexes: list[int], batch: tuple[Invocation, ...]) -> None:
        def run_all() -> list[Outcome]:
            return [_perform_caught(batch[index], self._injected(batch[index])) for index in indexes]

        for index, outcome in zip(indexes, await run_in_threadpool(run_all), strict=True):
            outcomes[index] = outcome

    def _run(self, invocation: Invocation) -> Coroutine[Any, Any, Outcome]:
        if needs_solver(invocation):
            return perform_with_dependencies(invocation, self._caller.request, self.effects)
        return run_function(invocation, self._injected(invocation))

    def _injected(self, invocation: Invocation) -> dict[str, Any]:
        return {REQUEST: self._caller.request} if invocation.injected else {}


async def _caught(coroutine: Coroutine[Any, Any, Outcome]) -> Outcome:
    try:
        return await coroutine
    except Exception as error:
        return translate(error)


def _perform_caught(invocation: Invocation, injected: dict[str, Any]) -> Outcome:
    try:
        return perform(invocation, **injected)
    except Exception as error:
        return translate(error)
