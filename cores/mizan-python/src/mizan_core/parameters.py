"""Which parameters of a function the client sends, and which the server fills in itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from .diagnostics import Problem

Kind = Literal["argument", "injected", "file"]
REQUEST = "request"
"""A parameter of this name is always the framework's request, whatever its annotation."""


class Platform(Protocol):
    """What a backend's framework adds to the meaning of parameters."""

    def injects(self, annotation: Any, default: Any) -> bool:
        """Tell whether the framework fills in this parameter, as FastAPI does with `Depends`."""
        ...

    def is_file(self, annotation: Any) -> bool:
        """Tell whether this annotation stands for an uploaded file, a list of them or an optional one."""
        ...

    def problems(self, where: str, parameters: Iterable[Parameter]) -> Iterable[Problem]:
        """Name what the framework could never fill in."""
        ...


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `default` is `inspect.Parameter.empty` when there is none."""

    name: str
    annotation: Any
    default: Any
    kind: Kind

    @property
    def required(self) -> bool:
        return self.default is inspect.Parameter.empty


_platforms: list[Platform] = []


def add_platform(platform: Platform) -> None:
    """Teach the core a framework's own parameters; adding the same one twice changes nothing."""
    if platform not in _platforms:
        _platforms.append(platform)


def kind_of(name: str, annotation: Any, default: Any) -> Kind:
    """Classify one parameter."""
    if name == REQUEST or _any_platform(lambda platform: platform.injects(annotation, default)):
        return "injected"
    if _any_platform(lambda platform: platform.is_file(annotation)):
        return "file"
    return "argument"


def platform_problems(where: str, parameters: Iterable[Parameter]) -> list[Problem]:
    """Return what the frameworks in use say against these parameters."""
    known = tuple(parameters)
    return [problem for platform in _platforms for problem in platform.problems(where, known)]


def _any_platform(question: Callable[[Platform], bool]) -> bool:
    return any(question(platform) for platform in _platforms)
