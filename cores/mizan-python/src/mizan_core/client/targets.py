"""What a mutation makes stale: targets as declared, and as they are for one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Literal, NamedTuple, TypeAlias

EVERYTHING = "*"

Source: TypeAlias = str | Callable[[Any, Any], Any]
"""Where a param's value comes from: the name of an argument, or a function `(args, result)`."""


@dataclass(frozen=True, slots=True)
class Affects:
    """One `affects=` entry with its scope spelt out; made by `context(…)`."""

    target: str | Callable[..., Any]
    params: Mapping[str, Source]
    widen: bool


def context(
    target: str | Callable[..., Any], /, *, scope: Literal["auto"] | None = "auto", **params: Source
) -> Affects:
    """Say which instances of a context, or of one query, a mutation makes stale.

    Args:
        target: a context's name, or a query.
        scope: None makes every instance stale, whatever arguments share a name with its params.
        params: per param of the target the name of the argument that holds its value, or a function
            `(args, result)` that computes it; where that returns None, the param narrows nothing.
    """
    return Affects(target, params, widen=scope is None)


class Target(NamedTuple):
    """What became stale. `name` is empty for everything."""

    kind: Literal["all", "context", "function"]
    name: str
    params: Mapping[str, Any]
    exact: bool = False
    """Whether `params` are valid params of one instance, all of them, so that they need no further look."""

    def to_wire(self) -> dict[str, Any]:
        """Return the target as it travels (protocol, section 3)."""
        if self.kind == "all":
            return {"all": True}
        if not self.params:
            return {self.kind: self.name}
        return {self.kind: self.name, "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class DeclaredTarget:
    """An `affects=` entry after all checks: what it names and where each narrowing param comes from."""

    kind: Literal["all", "context", "function"]
    name: str
    scope: tuple[tuple[str, Source], ...] = ()
    exact: bool = False
    """Whether it names every param of a context by an argument of the very same type."""

    @property
    def needs_no_result(self) -> bool:
        """Whether it is known before the function runs."""
        return all(isinstance(source, str) for _, source in self.scope)

    def resolve(self, arguments: Mapping[str, Any], result: Any) -> Target:
        """Return the target of one call, from its validated arguments and its result."""
        params: dict[str, Any] = {}
        exact = self.exact
        for param, source in self.scope:
            value = arguments[source] if isinstance(source, str) else source(SimpleNamespace(**arguments), result)
            if value is not None:
                params[param] = value
            else:
                exact = False
        return Target(self.kind, self.name, params, exact)
