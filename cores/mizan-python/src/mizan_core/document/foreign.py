"""Schemas as Pydantic writes them, for types that bring one of their own; in the forms of the protocol nevertheless."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, cast

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from .scalars import PREFIX, REF, Schema, enum, scalar

_MODES: Mapping[str, Literal["validation", "serialization"]] = {"input": "validation", "output": "serialization"}


class Unserialisable(TypeError):
    """A type that has no JSON Schema."""


class Foreign:
    """What Pydantic's own generator said; `components` holds the types that it named."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}
        self._definitions: dict[str, Schema] = {}
        """The components as Pydantic wrote them, whose references lead to its own names."""

    def schema(self, annotation: Any, side: str) -> Schema:
        """Return the schema of a type.

        Raises:
            Unserialisable: there is none.
        """
        try:
            schema = TypeAdapter[Any](annotation).json_schema(
                mode=_MODES[side], ref_template=PREFIX + "{model}", schema_generator=_WireSchemas
            )
        except Exception as error:  # whatever a type's own hooks may raise
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise Unserialisable(reason.rstrip(".")) from error
        definitions = {name: _untitled(each) for name, each in schema.pop("$defs", {}).items()}
        names = {name: self._free(name, each) for name, each in definitions.items()}
        self.components |= {names[name]: _renamed(each, names) for name, each in definitions.items()}
        return _renamed(_untitled(schema), names)

    def _free(self, name: str, definition: Schema) -> str:
        """Return a name that is free, or that stands for the very same; Pydantic knows only one type at a time."""
        number, free = 2, name
        while self._definitions.setdefault(free, definition) != definition:
            number, free = number + 1, f"{name}{number}"
        return free


class _WireSchemas(GenerateJsonSchema):
    """Pydantic's generator, told what travels otherwise than it thinks."""

    def bytes_schema(self, schema: core_schema.BytesSchema) -> JsonSchemaValue:
        return self._bounded(scalar(bytes), schema, self.ValidationsMapping.bytes)

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        return self._bounded(scalar(Decimal), schema, self.ValidationsMapping.numeric)

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        return enum(schema["cls"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return super().default_schema(schema) if self.mode == "validation" else self.generate_inner(schema["schema"])

    def field_is_required(
        self, field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField, total: bool
    ) -> bool:
        if self.mode == "validation" or field["type"] == "typed-dict-field":
            return super().field_is_required(field, total)
        return field.get("serialization_exclude_if") is None  # in results every other member is present

    def _bounded(self, form: Schema | None, schema: Any, bounds: dict[str, str]) -> JsonSchemaValue:
        bounded = dict(form or {})
        self.update_with_validations(bounded, schema, bounds)
        return bounded


def _renamed(schema: Any, names: Mapping[str, str]) -> Any:
    """Let references lead to the components' decided names."""
    if isinstance(schema, dict):
        mapping = cast(Schema, schema)
        return {
            key: f"{PREFIX}{names[value.removeprefix(PREFIX)]}" if key == REF else _renamed(value, names)
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
