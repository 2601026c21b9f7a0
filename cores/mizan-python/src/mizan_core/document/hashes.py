"""Signature hashes: whether a client that was generated then still fits a function as it is now."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any, cast

from .components import PREFIX
from .scalars import Schema

_FOR_READERS = frozenset({"description", "examples", "title", "deprecated", "x-enum-names", "readOnly"})


class Signatures:
    """The hashes of functions that share components; each component is read once."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._expanded: dict[str, Any] = {}
        self._path: list[str] = []
        self._reach: float = math.inf
        """How far up the path the component that is being expanded refers."""

    def hash(self, parts: Mapping[str, Any]) -> str:
        """Return 8 bytes of SHA-256, in hex, over what a function takes, returns and raises.

        References are followed, so the names of types do not count; neither do descriptions and the like.
        """
        text = json.dumps(self._expand(dict(parts)), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _expand(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._expand(each) for each in cast(list[Any], node)]
        if not isinstance(node, dict):
            return node
        mapping = cast(Schema, node)
        reference = mapping.get("$ref")
        if isinstance(reference, str):
            return self._follow(reference.removeprefix(PREFIX))
        return {
            key: self._expand_members(value) if key == "properties" else self._expand(value)
            for key, value in mapping.items()
            if key not in _FOR_READERS
        }

    def _expand_members(self, properties: Schema) -> Schema:
        """Properties may be called `description` without being one."""
        return {name: self._expand(value) for name, value in properties.items()}

    def _follow(self, name: str) -> Any:
        if name in self._path:
            self._reach = min(self._reach, self._path.index(name))
            return {"recursive": len(self._path) - self._path.index(name)}
        if name in self._expanded:
            return self._expanded[name]
        outer, self._reach = self._reach, math.inf
        self._path.append(name)
        expanded = self._expand(self._schemas[name])
        self._path.pop()
        if self._reach >= len(self._path):  # it refers to nothing above itself, so it is the same everywhere
            self._expanded[name] = expanded
        self._reach = min(outer, self._reach)
        return expanded
