"""What Pydantic's page on aliases describes: one name for reading, another for writing, and generators of both."""

from __future__ import annotations

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import AliasChoices, AliasGenerator, AliasPath, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel, to_pascal, to_snake

registry = Registry()


class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, validate_by_alias=True)

    first_name: str
    http_status: int = 200
    own_name: str = Field("", alias="OWN")


class TwoNames(BaseModel):
    model_config = ConfigDict(alias_generator=AliasGenerator(validation_alias=to_camel, serialization_alias=to_pascal))

    street_name: str
    house_number: int = 1
    kept: bool = Field(False, alias="kept!", alias_priority=2)
    lost: bool = Field(False, alias="lost!", alias_priority=1)


class Snake(BaseModel):
    model_config = ConfigDict(alias_generator=AliasGenerator(serialization_alias=to_snake))

    zipCode: str


class Choices(BaseModel):
    name: str = Field(validation_alias=AliasChoices("name", "title", "label"))
    first: str | None = Field(None, validation_alias=AliasPath("names", 0))
    written: int = Field(serialization_alias="out")


class ByName(BaseModel):
    model_config = ConfigDict(serialize_by_alias=False)

    inner: int = Field(alias="outer")


@register(registry=registry)
@client
def rename(camel: Camel, two: TwoNames, snake: Snake) -> list[Camel | TwoNames | Snake]:
    return [camel]


@register(registry=registry)
@client
def choose(choices: Choices, by_name: ByName) -> dict[str, Choices | ByName]:
    return {}
