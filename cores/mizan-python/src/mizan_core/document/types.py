"""Python types to JSON Schema, by walking annotations; named types become components.

Pydantic's own generator compiles a core schema per type and takes fifteen times as long; it is asked only about types
that bring a schema or a serialiser of their own.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections import abc
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, RootModel, WithJsonSchema
from pydantic.fields import FieldInfo
from typing_extensions import is_typeddict

from ..parameters import is_file
from .constraints import annotations_of, constrain
from .foreign import Foreign
from .forms import form_of, model_form
from .generics import Given, aliased, given_to, is_alias, substitute
from .records import Field, Record, of_dataclass, of_model, of_typed_dict, overrides_schema
from .scalars import REF, Schema, enum, literal, scalar

Side = Literal["input", "output"]
_ARRAYS = (
    list,
    set,
    frozenset,
    abc.Sequence,
    abc.MutableSequence,
    abc.Set,
    abc.MutableSet,
    abc.Iterable,
    abc.Collection,
)
_OBJECTS = (dict, abc.Mapping, abc.MutableMapping)


@dataclasses.dataclass(frozen=True)
class Named:
    """A reference to a component whose name is not decided yet."""

    type: Any
    side: Side


class Walker:
    """Turns annotations into schemas; `found` holds the named types met on the way."""

    def __init__(self) -> None:
        self.found: dict[Named, Schema] = {}
        self.foreign = Foreign()
        self._tagged: set[tuple[Named, str]] = set()

    def schema(self, annotation: Any, side: Side) -> Schema:
        """Return the schema of an annotation; references hold a `Named` until names are decided.

        Raises:
            Unserialisable: there is none.
        """
        plain = scalar(annotation)
        if plain is not None:
            return plain
        origin = get_origin(annotation)
        if origin is not None:
            return self._of_form(annotation, origin, side)
        if isinstance(annotation, type):
            return self._of_class(annotation, annotation, {}, side)
        return self._of_alias(annotation, side)

    def _of_form(self, annotation: Any, origin: Any, side: Side) -> Schema:  # noqa: PLR0911  # a table of forms
        arguments = get_args(annotation)
        if origin is Annotated:
            return self._annotated(arguments, side)
        if origin is Literal:
            return literal(arguments)
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.schema(each, side) for each in arguments]}
        if origin is tuple:
            return self._tuple(arguments, side)
        if origin in _ARRAYS:
            return {"type": "array", "items": self.schema(arguments[0], side)}
        if origin in _OBJECTS:
            return self._mapping(arguments, side)
        if is_alias(origin):
            value = substitute(aliased(origin), given_to(origin, arguments))
            return self._named(annotation, side, lambda: self.schema(value, side))
        if isinstance(origin, type):
            return self._of_class(annotation, origin, given_to(origin, arguments), side)
        return self.foreign.schema(annotation, side)

    def _of_class(self, annotation: Any, kind: type[Any], given: Given, side: Side) -> Schema:  # noqa: PLR0911  # a table of kinds
        if is_file(kind):
            return {"type": "string", "format": "binary"}
        if issubclass(kind, Enum):
            return self._named(kind, side, lambda: enum(kind))
        if issubclass(kind, BaseModel):
            return self._model(kind, side)
        if is_typeddict(kind):
            return self._named(annotation, side, lambda: self._record(of_typed_dict(kind, given), side))
        if dataclasses.is_dataclass(kind) and not overrides_schema(kind):
            return self._named(annotation, side, lambda: self._record(of_dataclass(kind, given, side), side))
        if hasattr(kind, "_fields") and issubclass(kind, tuple):
            return self._named(annotation, side, lambda: self._named_tuple(kind, given, side))
        if annotation in _ARRAYS or annotation is tuple:
            return {"type": "array", "items": {}}
        if annotation in _OBJECTS:
            return {"type": "object", "additionalProperties": {}}
        return self.foreign.schema(annotation, side)

    def _of_alias(self, annotation: Any, side: Side) -> Schema:
        if is_alias(annotation):
            return self._named(annotation, side, lambda: self.schema(aliased(annotation), side))
        if hasattr(annotation, "__supertype__"):
            return self.schema(annotation.__supertype__, side)
        return self.foreign.schema(annotation, side)

    def _annotated(self, arguments: tuple[Any, ...], side: Side) -> Schema:
        inner, *metadata = arguments
        kinds: list[type[Any]] = [type(each) for each in metadata]
        if any(map(overrides_schema, kinds)):
            return self.foreign.schema(Annotated[arguments], side)
        modes = (None, "serialization" if side == "output" else "validation")
        given = [each.json_schema for each in metadata if isinstance(each, WithJsonSchema) and each.mode in modes]
        form = form_of(inner, metadata, side)
        if given and given[-1]:
            schema = dict(given[-1])
        elif form is not None:
            schema = dict(self.schema(form[0], side))
            for each in metadata:
                schema |= annotations_of(each) if isinstance(each, FieldInfo) else {}
        else:
            schema = constrain(self.schema(inner, side), metadata)
        for each in metadata:
            discriminator = getattr(each, "discriminator", None)
            if isinstance(discriminator, str):
                schema |= self._discriminated(schema, discriminator)
        return schema

    def _tuple(self, arguments: tuple[Any, ...], side: Side, needed: int | None = None) -> Schema:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return {"type": "array", "items": self.schema(arguments[0], side)}
        items = [self.schema(each, side) for each in arguments]
        least = len(items) if needed is None else needed
        schema: Schema = {"type": "array", "items": False, "minItems": least, "maxItems": len(items)}
        return schema | ({"prefixItems": items} if items else {})

    def _named_tuple(self, kind: Any, given: Given, side: Side) -> Schema:
        """Members with a default may be left out, from the end, of what is sent."""
        hints = get_type_hints(kind, include_extras=True)
        members = tuple(substitute(hints.get(name, Any), given) for name in kind._fields)
        return self._tuple(members, side, len(members) - (len(kind._field_defaults) if side == "input" else 0))

    def _mapping(self, arguments: tuple[Any, ...], side: Side) -> Schema:
        schema: Schema = {"type": "object", "additionalProperties": self.schema(arguments[1], side)}
        names = self.schema(arguments[0], side)
        reference = names.get(REF)
        known = self.found[reference] if isinstance(reference, Named) else names
        values = known.get("enum", [known["const"]] if "const" in known else [])
        if values:
            # Numbers among them are spelt as strings where they are names.
            plain = all(isinstance(each, str) for each in values)
            schema["propertyNames"] = names if plain else {"enum": [_spelt(each) for each in values]}
        return schema

    def _model(self, model: type[BaseModel], side: Side) -> Schema:
        if overrides_schema(model):
            return self.foreign.schema(model, side)
        form = model_form(model) if side == "output" else None
        if form is not None:
            return self.schema(form[0], side)
        if issubclass(model, RootModel):
            model.model_rebuild()  # resolves names that were not defined yet when the class was
            root = model.model_fields["root"]
            return self._named(model, side, lambda: self._annotated((root.annotation, *root.metadata), side))
        return self._named(model, side, lambda: self._record(of_model(model, side), side))

    def _named(self, annotation: Any, side: Side, build: Any) -> Schema:
        reference = Named(annotation, side)
        if reference not in self.found:
            self.found[reference] = {}  # a recursive type meets itself here
            self.found[reference] = build()
        return {REF: reference}

    def _record(self, record: Record, side: Side) -> Schema:
        properties = {field.name: self._member(field, side) for field in record.fields}
        schema: Schema = {"type": "object", "properties": properties}
        schema["required"] = sorted(field.name for field in record.fields if field.required)
        if record.additional is not None:
            schema["additionalProperties"] = record.additional
        if record.description:
            schema["description"] = record.description
        return schema

    def _member(self, field: Field, side: Side) -> Schema:
        schema = self._annotated((field.annotation, *field.metadata), side) | field.extras
        return schema if field.discriminator is None else schema | self._discriminated(schema, field.discriminator)

    def _discriminated(self, schema: Schema, member: str) -> Schema:
        """Return the `discriminator` of a union, with the component that each value of its tag stands for."""
        named = [each[REF] for each in schema.get("anyOf", ()) if isinstance(each.get(REF), Named)]
        self._tagged |= {(each, member) for each in named}
        mapping = {str(value): each for each in named for value in _tags(each.type, member)}
        return {"discriminator": {"propertyName": member, "mapping": mapping}}

    def require_tags(self) -> None:
        """Require the tag of every member of a union: without it nobody could tell which member is meant."""
        for reference, member in self._tagged:
            schema = self.found[reference]
            tag = schema.get("properties", {}).get(member)
            if tag is not None:
                tag.pop("default", None)
                schema["required"] = sorted({*schema["required"], member})


def _tags(annotation: Any, member: str) -> list[Any]:
    tag = get_type_hints(annotation).get(member)
    values = [each.value if isinstance(each, Enum) else each for each in get_args(tag)]
    return values if get_origin(tag) is Literal else []


def _spelt(value: Any) -> str:
    """Return a value as it stands for a member's name."""
    return value if isinstance(value, str) else json.dumps(value)
