"""A function's typed edge: its signature, read once."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from . import diagnostics
from .diagnostics import Problem
from .parameters import Parameter, kind_of

_NAMELESS = (
    inspect.Parameter.VAR_POSITIONAL,
    inspect.Parameter.VAR_KEYWORD,
    inspect.Parameter.POSITIONAL_ONLY,
)
_ONE_SPELLING = (int, str, bool, UUID, date, NoneType)


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a function by kind, sorted by name, and what it returns."""

    arguments: tuple[Parameter, ...]
    files: tuple[Parameter, ...]
    injected: tuple[Parameter, ...]
    returns: Any
    is_async: bool
    may_wait: bool
    """Whether running it may wait for something: any `def` may block, an `async def` without an await cannot."""

    def argument(self, name: str) -> Parameter | None:
        return next((each for each in self.arguments if each.name == name), None)


def read_signature(function: Callable[..., Any], where: str) -> tuple[Signature | None, list[Problem]]:
    """Read a function's signature; None together with the reasons when it cannot serve clients."""
    unsupported = _unsupported(function)
    if unsupported is not None:
        return None, [diagnostics.unsupported_callable(where, unsupported)]
    try:
        hints = get_type_hints(function, include_extras=True)
    except Exception as error:  # whatever evaluating somebody's annotation may raise
        return None, [diagnostics.unusable_annotation(where, "a parameter or the result", str(error))]
    declared = inspect.signature(function).parameters
    problems = list(_problems(declared, hints, where))
    if problems:
        return None, problems
    parameters = [_parameter(each, hints.get(each.name)) for each in declared.values()]
    return _signature(function, parameters, hints["return"]), []


def base_type(annotation: Any) -> Any:
    """Strip what does not change the kind of value: Annotated, NewType and Optional."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif hasattr(annotation, "__supertype__"):
            annotation = annotation.__supertype__
        elif get_origin(annotation) in (Union, UnionType):
            members = [each for each in get_args(annotation) if each is not NoneType]
            if len(members) != 1:
                return annotation
            annotation = members[0]
        else:
            return annotation


def spelt_one_way(annotation: Any) -> bool:
    """Tell whether equal values always have equal JSON, so that clients may compare them as text.

    A datetime does not: `Z` and `+00:00` are the same instant.
    """
    base = base_type(annotation)
    if get_origin(base) is Literal:
        return True
    return base in _ONE_SPELLING or (isinstance(base, type) and issubclass(base, Enum))


def _unsupported(function: Callable[..., Any]) -> str | None:
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        return "a generator"
    if not inspect.isroutine(function):
        return f"a {type(function).__name__}" if not inspect.isclass(function) else "a class"
    return None


def _problems(declared: Any, hints: dict[str, Any], where: str) -> Iterator[Problem]:
    for parameter in declared.values():
        if parameter.kind in _NAMELESS:
            yield diagnostics.unsupported_parameter(where, str(parameter).partition(":")[0])
        elif parameter.name not in hints and kind_of(parameter.name, None, parameter.default) != "injected":
            yield diagnostics.missing_annotation(where, f"The parameter {parameter.name!r}")
    if "return" not in hints:
        yield diagnostics.missing_annotation(where, "The result")


def _parameter(parameter: inspect.Parameter, annotation: Any) -> Parameter:
    kind = kind_of(parameter.name, annotation, parameter.default)
    return Parameter(parameter.name, annotation, parameter.default, kind)


def _signature(function: Callable[..., Any], parameters: list[Parameter], returns: Any) -> Signature:
    def of(kind: str) -> tuple[Parameter, ...]:
        return tuple(sorted((each for each in parameters if each.kind == kind), key=lambda each: each.name))

    is_async = inspect.iscoroutinefunction(function)
    return Signature(of("argument"), of("file"), of("injected"), returns, is_async, not is_async or _awaits(function))


def _awaits(function: Callable[..., Any]) -> bool:
    """Tell whether a coroutine function holds an await, an `async for` or an `async with`."""
    code = getattr(function, "__code__", None)
    if code is None or not code.co_flags & inspect.CO_COROUTINE:  # it only says that it is one
        return True
    return any(each.opname == "SEND" for each in dis.get_instructions(code))
