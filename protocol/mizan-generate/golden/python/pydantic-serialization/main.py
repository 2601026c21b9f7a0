"""What Pydantic's page on serialization describes: values, models and whole types that are written their own way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializationInfo,
    SerializeAsAny,
    SerializerFunctionWrapHandler,
    WrapSerializer,
    field_serializer,
    model_serializer,
)

registry = Registry()


def rounded(value: float, handler: SerializerFunctionWrapHandler) -> int:
    return round(handler(value))


Rounded = Annotated[float, WrapSerializer(rounded)]
Joined = Annotated[list[str], PlainSerializer(" ".join, return_type=str)]


class Person(BaseModel):
    name: str


class Guest(Person):
    password: str


class Stay(BaseModel):
    """A stay of somebody's."""

    model_config = ConfigDict(ser_json_timedelta="float")  # which does not count: spans travel in one form

    nights: timedelta
    price: Rounded
    wishes: Joined = Field(default_factory=list)
    since: datetime
    guest: Person
    anybody: SerializeAsAny[Person]
    hidden: Annotated[int, Field(exclude_if=lambda value: value == 0)] = 0

    @field_serializer("since")
    def _since(self, since: datetime, _info: SerializationInfo) -> int:
        return int(since.timestamp())

    @field_serializer("guest", mode="wrap")
    def _guest(self, guest: Person, handler: SerializerFunctionWrapHandler) -> str | None:
        return str(handler(guest))


class Degrees(BaseModel):
    value: float

    @model_serializer
    def _write(self) -> str:
        return f"{self.value} degrees"


class Tagged(BaseModel):
    value: int

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler) -> dict[str, int]:
        return handler(self)


class Loose(BaseModel):
    value: int

    @field_serializer("value")
    def _value(self, value: int) -> Any:
        return value


@register(registry=registry)
@client
def book(stay: Stay) -> Stay:
    return stay


@register(registry=registry)
@client
def readings(degrees: Degrees, tagged: Tagged) -> list[Degrees | Tagged | Loose]:
    return [degrees]
