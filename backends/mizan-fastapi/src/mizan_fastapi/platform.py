"""What FastAPI adds to the meaning of parameters: injected ones, files, and those that it can never fill in."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, get_args, get_origin

from fastapi import params
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant
from fastapi.security import SecurityScopes
from mizan_core import diagnostics
from mizan_core.diagnostics import Problem
from mizan_core.parameters import REQUEST, Parameter, add_platform
from mizan_core.signatures import base_type
from pydantic.fields import FieldInfo
from starlette.background import BackgroundTasks
from starlette.datastructures import UploadFile
from starlette.requests import HTTPConnection
from starlette.responses import Response

_MARKERS = (params.Depends, params.Header, params.Cookie, params.Query)
_TYPES = (HTTPConnection, Response, BackgroundTasks, SecurityScopes)


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

    def problems(self, where: str, parameters: Iterable[Parameter]) -> Iterator[Problem]:
        """Name the parameters that FastAPI could never fill in, and defaults that are FastAPI's own markers."""
        for each in parameters:
            if each.kind != "injected":
                if isinstance(each.default, FieldInfo):
                    marker = type(each.default).__name__.removesuffix("Info")
                    yield diagnostics.marker_as_default(where, each.name, marker)
            elif each.name != REQUEST:
                for reason in _obstacles(each):
                    yield diagnostics.unsolvable_dependency(where, each.name, reason)


add_platform(FastAPIPlatform())


def describe(parameters: Iterable[Parameter], path: str) -> Dependant:
    """Describe to FastAPI a function that has these parameters alone."""

    def injected(**_: Any) -> None: ...

    injected.__signature__ = inspect.Signature(  # what inspect looks for
        [
            inspect.Parameter(
                each.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=each.default,
                annotation=inspect.Parameter.empty if each.annotation is None else each.annotation,
            )
            for each in parameters
            if each.name != REQUEST
        ]
    )
    return get_dependant(path=path, call=injected)


def _obstacles(parameter: Parameter) -> Iterator[str]:
    try:
        dependant = describe([parameter], "/")
    except Exception as error:  # FastAPI's own checks, by assertions too
        yield f"FastAPI refuses it: {(str(error).strip() or type(error).__name__).splitlines()[0].rstrip('.')}."
        return
    for each in _with_dependencies(dependant):
        name = getattr(each.call, "__name__", type(each.call).__name__)
        for field in each.body_params:
            yield f"{name} wants {field.name!r} from the request's body, where only the function's arguments are."
        if each.websocket_param_name is not None:
            yield f"{name} wants a WebSocket, and a call is none."


def _with_dependencies(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for each in dependant.dependencies:
        yield from _with_dependencies(each)
