"""What annotations say beside the type: bounds, patterns, descriptions, examples, defaults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from pydantic.fields import ComputedFieldInfo, FieldInfo
from pydantic_core import from_json, to_jsonable_python

from .. import wire_types
from .scalars import Schema

_BOUNDS: Mapping[str, str] = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "pattern": "pattern",
}
_LENGTHS: Mapping[str, Mapping[str, str]] = {
    "min_length": {"array": "minItems", "object": "minProperties", "string": "minLength"},
    "max_length": {"array": "maxItems", "object": "maxProperties", "string": "maxLength"},
}


def constrain(schema: Schema, metadata: Iterable[Any]) -> Schema:
    """Return the schema with what `Annotated` metadata adds to it."""
    constrained = dict(schema)
    for each in metadata:
        if isinstance(each, FieldInfo):
            constrained = constrain(constrained, each.metadata) | annotations_of(each)
        else:
            constrained |= _bounds(constrained, each)
    return constrained


def annotations_of(field: FieldInfo) -> Schema:
    """Return what a field says of itself to readers."""
    said: Schema = {}
    if field.description:
        said["description"] = field.description
    if field.examples:
        said["examples"] = to_jsonable_python(field.examples)
    return said | deprecation_of(field)


def deprecation_of(field: FieldInfo | ComputedFieldInfo) -> Schema:
    """Return that a field is not to be used any more, and what is said of that."""
    if not field.deprecated:
        return {}
    why: Schema = {} if field.deprecated is True else {"x-deprecated": field.deprecation_message}
    return {"deprecated": True} | why


def default_of(annotation: Any, default: Any) -> Schema:
    """Return `{"default": …}`, written as on the wire, where a default has a form there."""
    try:
        write = _writer(annotation)
        return {"default": from_json(write(default, by_alias=True, warnings=False))}
    except Exception:  # a default that cannot travel is simply not shown
        return {}


def _writer(annotation: Any) -> Callable[..., bytes]:
    try:
        return _known_writer(annotation)
    except TypeError:  # what its metadata holds cannot be remembered
        return _made_writer(annotation)


def _made_writer(annotation: Any) -> Callable[..., bytes]:
    return wire_types.serializer(TypeAdapter(annotation).core_schema).to_json


_known_writer = lru_cache(maxsize=256)(_made_writer)


def _bounds(schema: Schema, metadata: Any) -> Schema:
    found: Schema = {}
    for attribute, keyword in _BOUNDS.items():
        value = getattr(metadata, attribute, None)
        if value is not None and not callable(value):
            found[keyword] = value if attribute == "pattern" else to_jsonable_python(value)
    for attribute, keywords in _LENGTHS.items():
        value = getattr(metadata, attribute, None)
        keyword = keywords.get(schema.get("type", ""))
        if isinstance(value, int) and keyword is not None:
            found[keyword] = value
    pattern = found.get("pattern")
    if pattern is not None and not isinstance(pattern, str):
        found["pattern"] = pattern.pattern
    return found
