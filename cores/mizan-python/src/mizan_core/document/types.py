"""Python types to JSON Schema, by walking annotations; named types become components.

Pydantic's own generator compiles a core schema per type and takes fifteen times as long; it is asked only about types
that bring a schema or a serialiser of their own.
"""

from __future__ import annotations

import dataclasses
import types
from collections import abc
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel, RootModel, TypeAdapter, WithJsonSchema
from typing_extensions import TypeAliasType, is_typeddict

from ..parameters import is_file
from .constraints import constrain
from .records import Field, Record, of_dataclass, of_model, of_typed_dict, overrides_schema
from .scalars import Schema, scalar

Side = Literal["input", "output"]
REF = "$ref"
_PREFIX = "#/components/schemas/"
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
_MODES = {"input": "validation", "output": "serialization"}


class Unserialisable(TypeError):
    """A type that has no JSON Schema."""


@dataclasses.dataclass(frozen=True)
class Named:
    """A reference to a component whose name is not decided yet."""

    type: Any
    side: Side


class Walker:
    """Turns annotations into schemas; `found` holds the named types met on the way."""

    def __init__(self) -> None:
        self.found: dict[Named, Schema] = {}
        self.foreign: dict[str, Schema] = {}
        """Components that Pydantic's own generator named."""
        self._tagged: set[tuple[Named, str]] = set()
        self._definitions: dict[str, Schema] = {}
        """The same as Pydantic wrote them, whose references lead to its own names."""

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
            return self._of_class(annotation, side)
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
        if isinstance(origin, TypeAliasType) or type(origin).__name__ == "TypeAliasType":
            return self.schema(origin.__value__[arguments], side)
        return self._by_pydantic(annotation, side)

    def _of_class(self, annotation: type[Any], side: Side) -> Schema:  # noqa: PLR0911  # a table of kinds
        if is_file(annotation):
            return {"type": "string", "format": "binary"}
        if issubclass(annotation, Enum):
            return self._named(annotation, side, lambda: enum(annotation))
        if issubclass(annotation, BaseModel):
            return self._model(annotation, side)
        if is_typeddict(annotation):
            return self._named(annotation, side, lambda: self._record(of_typed_dict(annotation), side))
        if dataclasses.is_dataclass(annotation) and not overrides_schema(annotation):
            return self._named(annotation, side, lambda: self._record(of_dataclass(annotation, side), side))
        if hasattr(annotation, "_fields") and issubclass(annotation, tuple):
            hints = get_type_hints(cast(Any, annotation), include_extras=True)
            return self._named(annotation, side, lambda: self._tuple(tuple(hints.values()), side))
        if annotation in _ARRAYS or annotation is tuple:
            return {"type": "array", "items": {}}
        if annotation in _OBJECTS:
            return {"type": "object", "additionalProperties": {}}
        return self._by_pydantic(annotation, side)

    def _of_alias(self, annotation: Any, side: Side) -> Schema:
        if type(annotation).__name__ == "TypeAliasType":
            return self._named(annotation, side, lambda: self.schema(annotation.__value__, side))
        if hasattr(annotation, "__supertype__"):
            return self.schema(annotation.__supertype__, side)
        return self._by_pydantic(annotation, side)

    def _annotated(self, arguments: tuple[Any, ...], side: Side) -> Schema:
        inner, *metadata = arguments
        kinds: list[type[Any]] = [type(each) for each in metadata]
        if any(map(overrides_schema, kinds)):
            return self._by_pydantic(Annotated[arguments], side)
        given = [each.json_schema for each in metadata if isinstance(each, WithJsonSchema)]
        schema = dict(given[-1]) if given and given[-1] else constrain(self.schema(inner, side), metadata)
        for each in metadata:
            discriminator = getattr(each, "discriminator", None)
            if isinstance(discriminator, str):
                schema |= self._discriminated(schema, discriminator)
        return schema

    def _tuple(self, arguments: tuple[Any, ...], side: Side) -> Schema:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return {"type": "array", "items": self.schema(arguments[0], side)}
        items = [self.schema(each, side) for each in arguments]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items), "maxItems": len(items)}

    def _mapping(self, arguments: tuple[Any, ...], side: Side) -> Schema:
        schema: Schema = {"type": "object", "additionalProperties": self.schema(arguments[1], side)}
        names = self.schema(arguments[0], side)
        if "enum" in names or REF in names:
            schema["propertyNames"] = names
        return schema

    def _model(self, model: type[BaseModel], side: Side) -> Schema:
        if overrides_schema(model) or (side == "output" and _has_serialisers(model)):
            return self._by_pydantic(model, side)
        if issubclass(model, RootModel):
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

    def _by_pydantic(self, annotation: Any, side: Side) -> Schema:
        try:
            adapter: TypeAdapter[Any] = TypeAdapter(annotation)
            mode = cast(Any, _MODES[side])
            schema = adapter.json_schema(mode=mode, ref_template=_PREFIX + "{model}")
        except Exception as error:  # whatever a type's own hooks may raise
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise Unserialisable(reason.rstrip(".")) from error
        definitions = {name: _untitled(each) for name, each in schema.pop("$defs", {}).items()}
        names = {name: self._foreign_name(name, each) for name, each in definitions.items()}
        self.foreign |= {names[name]: _renamed(each, names) for name, each in definitions.items()}
        return _renamed(_untitled(schema), names)

    def _foreign_name(self, name: str, definition: Schema) -> str:
        """Return a name that is free, or that stands for the very same; Pydantic knows only one type at a time."""
        number, free = 2, name
        while self._definitions.setdefault(free, definition) != definition:
            number, free = number + 1, f"{name}{number}"
        return free


def _tags(annotation: Any, member: str) -> list[Any]:
    tag = get_type_hints(annotation).get(member)
    values = [each.value if isinstance(each, Enum) else each for each in get_args(tag)]
    return values if get_origin(tag) is Literal else []


def literal(values: tuple[Any, ...]) -> Schema:
    """Return the schema of some constant values."""
    plain = [each.value if isinstance(each, Enum) else each for each in values]
    return {"const": plain[0]} if len(plain) == 1 else {"enum": plain}


def enum(annotation: type[Enum]) -> Schema:
    """Return the schema of an enum, with its members' names."""
    schema: Schema = {"enum": [each.value for each in annotation], "x-enum-names": [each.name for each in annotation]}
    kinds: set[Any] = {type(each.value) for each in annotation}
    names: dict[Any, str] = {str: "string", int: "integer", float: "number"}
    kind = names.get(kinds.pop()) if len(kinds) == 1 else None
    return schema if kind is None else {"type": kind, **schema}


def _has_serialisers(model: type[BaseModel]) -> bool:
    decorators = model.__pydantic_decorators__
    return bool(decorators.field_serializers or decorators.model_serializers)


def _renamed(schema: Any, names: Mapping[str, str]) -> Any:
    """Let references lead to the components' decided names."""
    if isinstance(schema, dict):
        mapping = cast(Schema, schema)
        return {
            key: f"{_PREFIX}{names[value.removeprefix(_PREFIX)]}" if key == REF else _renamed(value, names)
            for key, value in mapping.items()
        }
    if isinstance(schema, list):
        return [_renamed(each, names) for each in cast(list[Any], schema)]
    return schema


def _untitled(schema: Any) -> Any:
    """Drop the titles that Pydantic derives from names."""
    if isinstance(schema, dict):
        mapping = cast(Schema, schema)
        return {name: _untitled(value) for name, value in mapping.items() if name != "title" or isinstance(value, dict)}
    if isinstance(schema, list):
        return [_untitled(each) for each in cast(list[Any], schema)]
    return schema
