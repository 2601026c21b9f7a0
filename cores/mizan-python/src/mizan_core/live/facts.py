"""What became stale, and what is watched, as they are compared: values of params by their canonical spelling."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from .. import canonical

_LONG = 64
"""Bytes of a value that are kept as they are."""


class Fact(NamedTuple):
    """A target that others have to hear of."""

    kind: Literal["all", "context", "function"]
    name: str
    context: str
    """The context, or the one that the query belongs to; empty for everything."""
    params: tuple[tuple[str, bytes], ...]
    """What narrows it: names, sorted, and `comparable` values."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.params)


EVERYTHING = Fact("all", "", "", ())


def fact_of(target: Mapping[str, Any], contexts: Mapping[str, str]) -> Fact | None:
    """Return what a target says as it travels; None for a query that this process does not know.

    Args:
        target: as it travels.
        contexts: the contexts of queries, by name.
    """
    if "all" in target:
        return EVERYTHING
    kind: Literal["context", "function"] = "context" if "context" in target else "function"
    name: str = target[kind]
    context = name if kind == "context" else contexts.get(name)
    return None if context is None else Fact(kind, name, context, _spelt(target.get("params", {})))


def _spelt(params: Mapping[str, Any]) -> tuple[tuple[str, bytes], ...]:
    """Leave out values that have no canonical spelling: wider, never staler."""
    found: list[tuple[str, bytes]] = []
    for name in sorted(params):
        try:
            found.append((name, comparable(params[name])))
        except canonical.NotCanonical:
            continue
    return tuple(found)


def comparable(value: Any) -> bytes:
    """Return bytes that are equal for equal values: the canonical spelling, or a digest where that is long.

    Raises:
        NotCanonical: the value has no canonical spelling.
    """
    spelling = canonical.dumps(value)
    return spelling if len(spelling) <= _LONG else b"#" + hashlib.sha256(spelling).digest()


class Wish(NamedTuple):
    """An instance that somebody may watch."""

    context: str
    params: bytes
    """Canonical, as the client names them."""
    values: Mapping[str, tuple[bytes, ...]]
    """Each param by its `comparable` spellings: as the client has it, and as the server writes it."""
