"""Signature hashes: whether a client that was generated then still fits a function as it is now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, cast

from .components import PREFIX
from .scalars import Schema

_FOR_READERS = ("description", "examples", "title", "deprecated", "x-enum-names", "readOnly")


def signature_hash(parts: Mapping[str, Any], schemas: Mapping[str, Schema]) -> str:
    """Return 8 bytes of SHA-256, in hex, over what a function takes, returns and raises.

    References are followed, so the names of types do not count; neither do descriptions and the like.
    """
    expanded = _expand(dict(parts), schemas, ())
    text = json.dumps(expanded, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _expand(node: Any, schemas: Mapping[str, Schema], path: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_expand(each, schemas, path) for each in cast(list[Any], node)]
    if not isinstance(node, dict):
        return node
    mapping = cast(Schema, node)
    reference = mapping.get("$ref")
    if isinstance(reference, str):
        return _expand_reference(reference.removeprefix(PREFIX), schemas, path)
    return {
        key: _expand_members(value, schemas, path) if key == "properties" else _expand(value, schemas, path)
        for key, value in mapping.items()
        if key not in _FOR_READERS
    }


def _expand_members(properties: Schema, schemas: Mapping[str, Schema], path: tuple[str, ...]) -> Schema:
    """Properties may be called `description` without being one."""
    return {name: _expand(value, schemas, path) for name, value in properties.items()}


def _expand_reference(name: str, schemas: Mapping[str, Schema], path: tuple[str, ...]) -> Any:
    if name in path:
        return {"recursive": len(path) - path.index(name)}
    return _expand(schemas[name], schemas, (*path, name))
