"""Names for the types that a document mentions: readable, unique and the same on every run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from .generics import module_of, place, type_name
from .scalars import PREFIX, Schema
from .types import Named, Walker

OWN = ("MizanError", "MizanMounted", "MizanRefreshed", "MizanTarget")
"""Components that the document itself brings."""


class Components:
    """The decided names of a walker's types, and the schemas under these names."""

    def __init__(self, walker: Walker) -> None:
        walker.require_tags()
        self._found = walker.found
        self._split = _split(walker.found)
        self._names = self._decide(set(walker.foreign.components) | set(OWN))
        schemas = {self.name(reference): self.resolve(schema) for reference, schema in walker.found.items()}
        self.schemas: Mapping[str, Schema] = dict(sorted({**walker.foreign.components, **schemas}.items()))

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
        annotations = sorted({each.type for each in self._found}, key=place)
        wanted: dict[str, list[Any]] = {}
        for each in annotations:
            wanted.setdefault(type_name(each), []).append(each)
        names: dict[Any, str] = {}
        for name, claimants in sorted(wanted.items()):
            chosen = [name] if len(claimants) == 1 and name not in taken else _qualified(claimants, name)
            for each, own in zip(claimants, chosen, strict=True):
                split = each in self._split
                names[each] = _free(own, taken, split)
                taken |= {names[each], f"{names[each]}Input"} if split else {names[each]}
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


def _qualified(claimants: list[Any], name: str) -> list[str]:
    """Return names for types that would all like the same: with as much of their modules as tells them apart."""
    paths = [module_of(each).split(".") for each in claimants]
    for depth in range(1, max(map(len, paths)) + 1):
        chosen = [_pascal("_".join(path[-depth:])) + name for path in paths]
        if len(set(chosen)) == len(chosen):
            return chosen
    return [_pascal(paths[0][-1]) + name] * len(claimants)


def _pascal(text: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in text.split("_") if word)


def _free(name: str, taken: set[str], split: bool) -> str:
    """Return a name that nothing has yet, nor its input's if it has one."""
    number, free = 2, name
    while free in taken or (split and f"{free}Input" in taken):
        free, number = f"{name}{number}", number + 1
    return free
