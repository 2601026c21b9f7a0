"""What Pydantic's page on validators describes: before, after, around and in place of its own checks."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    FailFast,
    PlainValidator,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
    model_validator,
)

registry = Registry()


def listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def shortened(value: Any, handler: ValidatorFunctionWrapHandler) -> str:
    return handler(value)[:10]


Even = Annotated[int, AfterValidator(lambda value: value - value % 2)]
Listed = Annotated[list[int], BeforeValidator(listed, json_schema_input_type=int | list[int])]
Doubled = Annotated[int, PlainValidator(lambda value: int(value) * 2, json_schema_input_type=int | str)]
Short = Annotated[str, WrapValidator(shortened, json_schema_input_type=str | bytes)]


class Booking(BaseModel):
    guests: Even
    rooms: Listed = []
    twice: Doubled
    name: Short
    quick: Annotated[list[bool], FailFast()] = []
    arrival: date
    leave: date | None = None
    stars: int

    @field_validator("leave", mode="after")
    @classmethod
    def _after_arrival(cls, leave: date | None, info: ValidationInfo) -> date | None:
        return leave

    @field_validator("stars", mode="plain", json_schema_input_type=int | str)
    @classmethod
    def _stars(cls, stars: Any) -> Any:
        return len(stars) if isinstance(stars, str) else stars

    @model_validator(mode="before")
    @classmethod
    def _from_anything(cls, data: Any) -> Any:
        return data

    @model_validator(mode="after")
    def _fits(self) -> Booking:
        return self


@register(registry=registry)
@client
def book(booking: Booking, nights: Even = 2) -> Booking:
    return booking
