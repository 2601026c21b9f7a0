"""What FastAPI fills in: `request`, and whatever its dependency injection knows."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from fastapi import params
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant, solve_dependencies
from mizan_core.compiled import Compiled
from mizan_core.invocation import Invocation, perform, perform_async
from mizan_core.parameters import REQUEST, add_platform
from mizan_core.signatures import base_type
from starlette.background import BackgroundTasks
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from .errors import validation_failed
from .identity import ScopeCaller

_MARKERS = (params.Depends, params.Header, params.Cookie, params.Query)
_TYPES = (HTTPConnection, Response, BackgroundTasks)


class FastAPIPlatform:
    """What FastAPI adds to the meaning of parameters."""

    def injects(self, annotation: Any, default: Any) -> bool:
        """Tell whether FastAPI itself fills this parameter in."""
        metadata = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
        if any(isinstance(each, _MARKERS) for each in (default, *metadata)):
            return True
        base = base_type(annotation)
        return isinstance(base, type) and issubclass(base, _TYPES)

    def is_file(self, annotation: Any) -> bool:
        """Tell whether an annotation is UploadFile, a list of them, or optional."""
        base = base_type(annotation)
        if get_origin(base) is list:
            base = base_type(get_args(base)[0])
        return isinstance(base, type) and issubclass(base, UploadFile)


add_platform(FastAPIPlatform())


@dataclass(slots=True)
class Effects:
    """What dependencies want done beside the answer: response headers, and tasks to run after it."""

    headers: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])
    tasks: list[BackgroundTasks] = field(default_factory=list[BackgroundTasks])


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
        own = Request({**scope, "fastapi_inner_astack": outer, "fastapi_function_astack": inner}, caller.replay())
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
    effects.headers += [each for each in solved.response.headers.raw if each[0] != b"content-length"]
    if isinstance(solved.background_tasks, BackgroundTasks):
        effects.tasks.append(solved.background_tasks)
    return outcome[0]


async def run_function(invocation: Invocation, injected: Mapping[str, Any]) -> Any:
    """Run a function, a `def` in the thread pool."""
    if invocation.is_async:
        return await perform_async(invocation, injected)
    return await run_in_threadpool(perform, invocation, injected)


@cache
def _dependant(compiled: Compiled) -> Dependant:
    """Describe to FastAPI a function that has the injected parameters alone."""

    def injected(**_: Any) -> None: ...

    injected.__signature__ = inspect.Signature(  # what inspect looks for
        [
            inspect.Parameter(
                each.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=each.default,
                annotation=inspect.Parameter.empty if each.annotation is None else each.annotation,
            )
            for each in compiled.signature.injected
            if each.name != REQUEST
        ]
    )
    return get_dependant(path=f"/call/{compiled.name}", call=injected)
