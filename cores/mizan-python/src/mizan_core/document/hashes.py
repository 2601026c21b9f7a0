"""Signature hashes: whether a client that was generated then still fits a function as it is now."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, cast

from .scalars import PREFIX, Schema

_FOR_READERS = frozenset({"description", "examples", "title", "deprecated", "x-deprecated", "x-enum-names", "readOnly"})


def _digest(expanded: Any) -> str:
    text = json.dumps(expanded, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Signatures:
    """The hashes of functions that share components; each component is read once."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._expanded: dict[str, str] = {}
        self._path: list[str] = []
        self._recursive = False
        """Whether something refers back to where it is expanded."""

    def hash(self, parts: Mapping[str, Any]) -> str:
        """Return 8 bytes of SHA-256, in hex, over what a function takes, returns and raises.

        References are followed, so the names of types do not count; neither do descriptions and the like.
        """
        return _digest(self._expand(dict(parts)))

    def of_all(self, functions: Mapping[str, Mapping[str, Any]], params: Mapping[str, Schema]) -> str:
        """Return 8 bytes of SHA-256, in base64url, over all functions as they are described, and all contexts' params.

        It is the same as long as every page that was generated still fits: who may call, what is stale after a write
        and what stands in descriptions is no matter of the page's version.
        """
        all_functions = {
            name: [each["kind"], each.get("context"), each["signature"]] for name, each in functions.items()
        }
        contexts = {name: self.hash(each) for name, each in params.items()}
        text = json.dumps([all_functions, contexts], sort_keys=True, separators=(",", ":"))
        return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:8]).rstrip(b"=").decode()

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
            self._recursive = True
            return {"recursive": len(self._path) - self._path.index(name)}
        if name in self._expanded:
            return self._expanded[name]
        outer, self._recursive = self._recursive, False
        self._path.append(name)
        expanded = self._expand(self._schemas[name])
        self._path.pop()
        if not self._recursive:  # so it is the same wherever it is met
            expanded = self._expanded[name] = _digest(expanded)
        self._recursive |= outer
        return expanded
