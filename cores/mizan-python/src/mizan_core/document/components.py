"""Names for the types that a document mentions: readable, unique and the same on every run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from .scalars import Schema
from .types import Named, Walker

PREFIX = "#/components/schemas/"
OWN = ("MizanError", "MizanMounted", "MizanRefreshed", "MizanTarget")
"""Components that the document itself brings."""


class Components:
    """The decided names of a walker's types, and the schemas under these names."""

    def __init__(self, walker: Walker) -> None:
        walker.require_tags()
        self._found = walker.found
        self._split = _split(walker.found)
        self._names = self._decide(set(walker.foreign) | set(OWN))
        schemas = {self.name(reference): self.resolve(schema) for reference, schema in walker.found.items()}
        self.schemas: Mapping[str, Schema] = dict(sorted({**walker.foreign, **schemas}.items()))

    def name(self, reference: Named) -> str:
        """Return the name of a type on one side; both sides share it unless their shapes differ."""
        plain = self._names[reference.type]
        return f"{plain}Input" if reference.side == "input" and reference.type in self._split else plain

    def resolve(self, schema: Any) -> Any:
        """Replace undecided references by `$ref` strings, everywhere in a schema."""
        if isinstance(schema, dict):
            mapping = cast(Schema, schema)
            return {
                key: PREFIX + self.name(value) if isinstance(value, Named) else self.resolve(value)
                for key, value in mapping.items()
            }
        if isinstance(schema, list):
            return [self.resolve(each) for each in cast(list[Any], schema)]
        return schema

    def _decide(self, taken: set[str]) -> dict[Any, str]:
        annotations = sorted({each.type for each in self._found}, key=_place)
        wanted: dict[str, list[Any]] = {}
        for each in annotations:
            wanted.setdefault(_plain_name(each), []).append(each)
        names: dict[Any, str] = {}
        for name, claimants in sorted(wanted.items()):
            shared = len(claimants) > 1 or name in taken
            for each in claimants:
                names[each] = _free(_qualified(each, name) if shared else name, taken)
                taken |= {names[each], f"{names[each]}Input"}
        return names


def _split(found: Mapping[Named, Schema]) -> set[Any]:
    """Return the types whose input and output differ, themselves or in what they refer to."""
    sides: dict[Any, dict[str, Schema]] = {}
    for reference, schema in found.items():
        sides.setdefault(reference.type, {})[reference.side] = schema
    split = {each for each, of in sides.items() if len(of) == 2 and _sideless(of["input"]) != _sideless(of["output"])}
    users = {each: {used for schema in of.values() for used in _used(schema)} for each, of in sides.items()}
    while True:
        further = {each for each, used in users.items() if each not in split and len(sides[each]) == 2 and used & split}
        if not further:
            return split
        split |= further


def _sideless(schema: Any) -> Any:
    if isinstance(schema, Named):
        return schema.type
    if isinstance(schema, dict):
        return {key: _sideless(value) for key, value in cast(Schema, schema).items()}
    if isinstance(schema, list):
        return [_sideless(each) for each in cast(list[Any], schema)]
    return schema


def _used(schema: Any) -> set[Any]:
    if isinstance(schema, Named):
        return {schema.type}
    if isinstance(schema, dict):
        return {each for value in cast(Schema, schema).values() for each in _used(value)}
    if isinstance(schema, list):
        return {each for value in cast(list[Any], schema) for each in _used(value)}
    return set()


def _plain_name(annotation: Any) -> str:
    words = re.findall(r"\w+", annotation.__name__)
    return "".join(word[:1].upper() + word[1:] for word in words)


def _qualified(annotation: Any, name: str) -> str:
    module = (annotation.__module__ or "").rpartition(".")[2]
    return "".join(word[:1].upper() + word[1:] for word in module.split("_") if word) + name


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}{number}", number + 1
    return free


def _place(annotation: Any) -> tuple[str, str]:
    return annotation.__module__ or "", getattr(annotation, "__qualname__", annotation.__name__)
