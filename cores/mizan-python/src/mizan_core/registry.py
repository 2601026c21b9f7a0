"""The functions that a server offers: open while modules load, sealed before it serves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar, overload

from . import diagnostics
from .checking import resolve
from .client.function import location
from .compiled import Compiled, Context
from .diagnostics import DeclarationError, Problem

P = ParamSpec("P")
R = TypeVar("R")


class Registry:
    """The functions a server offers, under the names that clients know.

    Args:
        strict: every function must say who may call it; `auth=False` stands for everybody.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self._entries: list[tuple[str, Callable[..., Any]]] = []
        self._functions: Mapping[str, Compiled] | None = None
        self._contexts: Mapping[str, Context] = {}
        self._compiled = False
        self._lock = threading.Lock()

    def register(self, function: Callable[..., Any], name: str | None = None) -> None:
        """Offer a function under a name, its own by default.

        Raises:
            DeclarationError: the registry is sealed.
        """
        name = name if name is not None else function.__name__
        if self._functions is not None:
            raise DeclarationError([diagnostics.registered_too_late(location(function), name)])
        self._entries.append((name, function))

    @property
    def registered(self) -> tuple[Callable[..., Any], ...]:
        """What was registered so far, in that order, unchecked."""
        return tuple(function for _, function in self._entries)

    def check(self) -> None:
        """Check everything that was declared and close the registry, without compiling validators.

        Raises:
            DeclarationError: naming every mistake.
        """
        with self._lock:
            if self._functions is None:
                self._functions, self._contexts = resolve(self._entries, strict=self.strict)

    def seal(self) -> None:
        """Check everything and compile what serving needs. Doing it again costs nothing.

        Raises:
            DeclarationError: naming every mistake.
        """
        if self._compiled:
            return
        self.check()
        problems = [problem for each in self.functions.values() for problem in _compile(each)]
        if problems:
            raise DeclarationError(problems)
        for context in self._contexts.values():
            _ = context.codec
        self._compiled = True

    @property
    def sealed(self) -> bool:
        return self._functions is not None

    @property
    def functions(self) -> Mapping[str, Compiled]:
        """Every function by name, sorted. Closes the registry."""
        if self._functions is None:
            self.check()
        return self._functions or {}

    @property
    def contexts(self) -> Mapping[str, Context]:
        """Every context by name, sorted. Closes the registry."""
        if self._functions is None:
            self.check()
        return self._contexts


default_registry = Registry()
"""Where `register` puts functions unless told otherwise."""


@overload
def register(
    function: Callable[P, R], name: str | None = None, /, *, registry: Registry = default_registry
) -> Callable[P, R]: ...
@overload
def register(
    name: str | None = None, /, *, registry: Registry = default_registry
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def register(
    function: Callable[..., Any] | str | None = None,
    name: str | None = None,
    /,
    *,
    registry: Registry = default_registry,
) -> Any:
    """Offer a `@client` function to clients, and return it unchanged.

    Works as a call, `register(echo, "echo")`, and as a decorator, `@register`, `@register("echo")` or
    `@register(registry=…)`. Without a name the function's own is used.

    Raises:
        DeclarationError: the registry is sealed.
    """
    if callable(function):
        registry.register(function, name)
        return function

    def decorate(decorated: Callable[P, R]) -> Callable[P, R]:
        registry.register(decorated, function)
        return decorated

    return decorate


def _compile(compiled: Compiled) -> list[Problem]:
    problems: list[Problem] = []
    for what, build in (("a parameter", lambda: compiled.body), ("the result", lambda: compiled.result)):
        try:
            build()
        except Exception as error:  # whatever a type's own schema hooks may raise
            problems.append(diagnostics.unusable_annotation(compiled.function.where, what, _first_line(error)))
    return problems


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
