"""What FastAPI fills in: `request`, and whatever its dependency injection knows."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import SolvedDependency, solve_dependencies
from mizan_core.compiled import Compiled
from mizan_core.dispatch import HEADERS
from mizan_core.invocation import Invocation, perform, perform_async
from mizan_core.parameters import REQUEST
from starlette.background import BackgroundTasks
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from .errors import validation_failed
from .identity import ScopeCaller
from .platform import describe
from .sealing import SealedRequest

_OURS = frozenset({b"content-length", *(name.encode() for name, _ in HEADERS)} - {b"vary"})
"""Headers that a function cannot set: they belong to the protocol. Several of `vary` add up."""


@dataclass(slots=True)
class Effects:
    """What dependencies want done beside the answer: response headers, and tasks to run after it.

    A status set on the response is passed over, since the protocol's own says what a client has to do. Where the
    function fails, nothing of this is done, as in FastAPI.
    """

    headers: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])
    tasks: list[BackgroundTasks] = field(default_factory=list[BackgroundTasks])

    def add(self, solved: SolvedDependency) -> None:
        """Take over what the dependencies of one function want."""
        self.headers += [each for each in solved.response.headers.raw if each[0] not in _OURS]
        if isinstance(solved.background_tasks, BackgroundTasks):
            self.tasks.append(solved.background_tasks)


def needs_solver(invocation: Invocation) -> bool:
    """Tell whether a function asks for more than the request."""
    return bool(invocation.injected) and any(name != REQUEST for name in invocation.injected)


async def perform_with_dependencies(invocation: Invocation, caller: ScopeCaller, effects: Effects) -> Any:
    """Run a function inside its dependencies; they are left before the outcome is handed back.

    They are this function's own: no two queries of a bundle, which run at the same time, share a session.
    """
    assert invocation.compiled is not None  # predicates take the request alone
    outcome: list[Any] = []
    async with AsyncExitStack() as outer, AsyncExitStack() as inner:
        scope = caller.request.scope
        scope.setdefault("state", {})  # shared, so that a login is seen outside of this function
        stacks = {"fastapi_inner_astack": outer, "fastapi_function_astack": inner}
        own = request_for(invocation.compiled, caller, stacks)
        solved = await solve_dependencies(
            request=own,
            dependant=_dependant(invocation.compiled),
            dependency_overrides_provider=scope.get("app"),
            async_exit_stack=outer,
            embed_body_fields=False,
        )
        if solved.errors:
            raise validation_failed(solved.errors)
        if REQUEST in invocation.injected:
            solved.values[REQUEST] = own
        outcome.append(await run_function(invocation, solved.values))
    if not outcome:
        raise RuntimeError("A dependency with yield swallowed the function's exception instead of raising it again.")
    effects.add(solved)
    return outcome[0]


def request_for(query: Compiled | None, caller: ScopeCaller, further: Mapping[str, Any] | None = None) -> Request:
    """Return the request that a function is given, sealed where its answers are everybody's.

    `further` is what FastAPI's machinery wants to find in its scope; the request is then this function's own.
    """
    if query is not None and query.sealed is not None:
        return SealedRequest(query, {**caller.request.scope, **(further or {})}, caller.replay())
    return caller.request if further is None else Request({**caller.request.scope, **further}, caller.replay())


async def run_function(invocation: Invocation, injected: Mapping[str, Any]) -> Any:
    """Run a function, a `def` in the thread pool."""
    if invocation.is_async:
        return await perform_async(invocation, injected)
    return await run_in_threadpool(perform, invocation, injected)


@cache
def _dependant(compiled: Compiled) -> Dependant:
    return describe(compiled.signature.injected, f"/call/{compiled.name}")
