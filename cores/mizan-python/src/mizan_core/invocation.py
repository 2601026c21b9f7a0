"""One run of somebody's function: what a driver is asked to do, and how it is done."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar

from . import invalidation
from .auth import Predicate
from .compiled import Compiled
from .parameters import REQUEST

T = TypeVar("T")


class Around(Protocol):
    """What is done in place of a plain run, and may run the function or not: the cache."""

    def run(self, perform: Callable[[], Any], /) -> Any:
        """Return the outcome in a thread; `perform` is the plain run, with all that the function needs."""
        ...

    async def run_async(self, perform: Callable[[], Awaitable[Any]], /) -> Any:
        """Return the outcome in an event loop."""
        ...


class Invocation:
    """A function to run and what to make of its result.

    A driver runs it by `perform` or `perform_async`, inside the scope (session, transaction, dependencies) that the
    function needs, closes that scope, and only then hands the outcome back.

    Attributes:
        compiled: the registered function; None for a predicate of `auth=`, and for work of our own.
        function: what to call.
        is_async: whether calling it returns an awaitable.
        may_wait: whether it may block or await, so that a driver runs others meanwhile.
        arguments: what the client sent, validated.
        injected: the names of the parameters that the backend fills in.
        finish: turns the function's result into the outcome, which is JSON by default; part of `perform`.
        collector: where `invalidate` puts its targets; None where nothing may be made stale.
        around: what drivers do in place of a plain run; None for nothing.
    """

    __slots__ = (
        "arguments",
        "around",
        "collector",
        "compiled",
        "finish",
        "function",
        "injected",
        "is_async",
        "may_wait",
    )

    def __init__(
        self,
        compiled: Compiled,
        arguments: Mapping[str, Any],
        finish: Callable[[Any], Any] | None = None,
        collector: invalidation.Collector | None = None,
    ) -> None:
        self.compiled: Compiled | None = compiled
        self.function, self.is_async, self.may_wait, self.injected, write = compiled.running
        self.arguments = arguments
        self.collector = collector
        self.around: Around | None = None
        self.finish: Callable[[Any], Any] = finish or write

    def surround(self, around: Around) -> None:
        """Let a driver do this in place of a plain run."""
        self.around = around
        self.may_wait = True

    @classmethod
    def of_predicate(cls, predicate: Predicate) -> Invocation:
        """Ask a rule `(request) -> bool`."""

        def ask(request: Any) -> Any:  # whatever the rule calls its parameter
            return predicate(request)

        invocation = cls.of_work(ask)
        invocation.is_async = inspect.iscoroutinefunction(predicate)
        invocation.injected = (REQUEST,)
        invocation.finish = bool
        return invocation

    @classmethod
    def of_work(cls, work: Callable[..., Any]) -> Invocation:
        """Do something that may block."""
        invocation = cls.__new__(cls)
        invocation.function = work
        invocation.compiled = None
        invocation.is_async = False
        invocation.may_wait = True
        invocation.arguments = {}
        invocation.injected = ()
        invocation.collector = None
        invocation.around = None
        invocation.finish = _as_it_is
        return invocation

    @classmethod
    def of_work_around(cls, around: Around) -> Invocation:
        """Do something that has a way for threads and one for event loops; there is nothing to run inside of it."""
        invocation = cls.of_work(_nothing)
        invocation.around = around
        return invocation


def _nothing() -> None: ...


def _as_it_is(result: Any) -> Any:
    return result


Outcome: TypeAlias = Any
"""What `finish` returned, or the exception that the run ended with."""

Steps: TypeAlias = Generator[tuple[Invocation, ...], Sequence[Outcome], T]
"""Yields batches whose members may run concurrently, is sent their outcomes in the same order, returns a T."""


NOTHING: Mapping[str, Any] = {}
"""What is injected where nothing is."""


def perform(invocation: Invocation, injected: Mapping[str, Any] = NOTHING) -> Any:
    """Run a `def` function and finish its result, with `invalidate` switched on."""
    token = invalidation.begin(invocation.collector)
    try:
        return invocation.finish(invocation.function(**invocation.arguments, **injected))
    finally:
        invalidation.end(token)


async def perform_async(invocation: Invocation, injected: Mapping[str, Any] = NOTHING) -> Any:
    """Run an `async def` function and finish its result, with `invalidate` switched on."""
    token = invalidation.begin(invocation.collector)
    try:
        return invocation.finish(await invocation.function(**invocation.arguments, **injected))
    finally:
        invalidation.end(token)
