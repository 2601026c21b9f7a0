"""What Pydantic's page on JSON Schema describes: titles, texts, examples, and types that say what they are."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue, SkipJsonSchema
from pydantic_core import CoreSchema, core_schema

registry = Registry()


class Third:
    """A class that is no model, and says itself how it is read and written."""

    def __init__(self, x: int) -> None:
        self.x = x

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        integer = core_schema.int_schema(ge=0)
        from_int = core_schema.no_info_after_validator_function(cls, integer)
        return core_schema.json_or_python_schema(
            json_schema=from_int,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), from_int]),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda it: it.x, return_schema=integer),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(core_schema.int_schema(ge=0)), "description": "What it was made of."}


class Unit(Enum):
    """What it is measured in."""

    METRE = "m"
    FOOT = "ft"


class Length(BaseModel):
    """How long something is.

    In one of two units.
    """

    model_config = ConfigDict(
        title="A length",
        use_attribute_docstrings=True,
        json_schema_extra={"examples": [{"value": 1, "unit": "m"}]},
        field_title_generator=lambda name, info: name.upper(),
    )

    value: float = Field(title="The number", ge=0, examples=[1, 2.5])
    unit: Unit = Unit.METRE
    """Metres, unless it says otherwise."""
    third: Third
    secret: SkipJsonSchema[int | None] = None
    any: Annotated[Any, WithJsonSchema({"type": "object", "additionalProperties": {"type": "integer"}})] = None


class Text(str):
    """A text that says itself what it is."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, handler(str))


def _without_titles(schema: dict[str, Any]) -> None:
    for each in schema.get("properties", {}).values():
        each.pop("title", None)


class Changed(BaseModel):
    model_config = ConfigDict(json_schema_extra=_without_titles)

    text: Text
    old: str = Field("", json_schema_extra={"deprecated": True})
    size: Annotated[int, WithJsonSchema({"type": "integer", "minimum": 0}, mode="validation")] = 0
    many: Annotated[Any, WithJsonSchema({"type": "integer"}, mode="serialization")] = 0


@register(registry=registry)
@client
def lengths(length: Length) -> list[Length]:
    return [length]


@register(registry=registry)
@client
def change(changed: Changed) -> Changed:
    return changed
