"""Where the functions of the conformance app are registered."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from mizan_core.registry import default_registry as registry

P = ParamSpec("P")
R = TypeVar("R")

__all__ = ["register", "registry"]


def register(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register under a name, as a decorator."""

    def registered(function: Callable[P, R]) -> Callable[P, R]:
        registry.register(function, name)
        return function

    return registered
