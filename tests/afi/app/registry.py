"""Where the functions of the conformance app are registered."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from mizan_core import Registry

P = ParamSpec("P")
R = TypeVar("R")

registry = Registry()


def register(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register under a name, as a decorator."""

    def registered(function: Callable[P, R]) -> Callable[P, R]:
        registry.register(function, name)
        return function

    return registered
