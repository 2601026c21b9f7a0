"""Which parameters of a function the client sends, and which the server fills in itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
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
    if name == REQUEST or any(platform.injects(annotation, default) for platform in _platforms):
        return "injected"
    return "file" if is_file(annotation) else "argument"


def is_file(annotation: Any) -> bool:
    """Tell whether a type is some framework's uploaded file."""
    return any(platform.is_file(annotation) for platform in _platforms)


def platform_problems(where: str, parameters: Iterable[Parameter]) -> list[Problem]:
    """Return what the frameworks in use say against these parameters."""
    known = tuple(parameters)
    return [problem for platform in _platforms for problem in platform.problems(where, known)]
