"""Running batches of functions as FastAPI would: inside their dependencies, `def` ones in its thread pool."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from mizan_core.invocation import NOTHING, Invocation
from mizan_core.parameters import REQUEST
from mizan_core.running import AsyncRunner
from starlette.concurrency import run_in_threadpool

from .errors import translate
from .identity import ScopeCaller
from .injection import Effects, needs_solver, perform_with_dependencies, request_for

T = TypeVar("T")


class Runner(AsyncRunner):
    """Runs the functions of one request; `effects` collects what their dependencies want done."""

    __slots__ = ("_caller", "effects")

    def __init__(self, caller: ScopeCaller) -> None:
        self._caller = caller
        self.effects: Effects | None = None

    def injected(self, invocation: Invocation) -> Mapping[str, Any]:
        return {REQUEST: request_for(invocation.compiled, self._caller)} if invocation.injected else NOTHING

    def in_thread(self, work: Callable[[], T]) -> Awaitable[T]:
        return run_in_threadpool(work)

    def translate(self, error: Exception) -> Exception:
        return translate(error)

    def awaits(self, invocation: Invocation) -> bool:
        return needs_solver(invocation) or super().awaits(invocation)

    async def perform(self, invocation: Invocation) -> Any:
        if needs_solver(invocation):
            self.effects = self.effects or Effects()
            return await perform_with_dependencies(invocation, self._caller, self.effects)
        return await super().perform(invocation)
