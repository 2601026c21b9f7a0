"""Models in the manner of Pydantic's own documentation."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Literal
from uuid import UUID, uuid4

from annotated_types import Gt
from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeFloat,
    PositiveInt,
    ValidationInfo,
    computed_field,
    field_validator,
    model_validator,
)

registry = Registry()


class Department(Enum):
    HR = "HR"
    SALES = "SALES"
    IT = "IT"


class Employee(BaseModel):
    employee_id: UUID = Field(default_factory=uuid4, frozen=True)
    name: str = Field(min_length=1, frozen=True)
    salary: NonNegativeFloat = Field(alias="compensation", repr=False)
    department: Department
    manager: Employee | None = None
    born: date
    friends: list[PositiveInt] = []
    signup: datetime | None = None

    @field_validator("born")
    @classmethod
    def _is_adult(cls, born: date, info: ValidationInfo) -> date:
        return born

    @model_validator(mode="after")
    def _check(self) -> Employee:
        return self


class Delivery(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True, frozen=True)

    timestamp: datetime
    dimensions: tuple[int, int]
    weight: Annotated[Decimal, Gt(0)] | Literal["unknown"]
    took: timedelta | None = None

    @computed_field
    @property
    def volume(self) -> int:
        return self.dimensions[0] * self.dimensions[1]


@register(registry=registry)
@client
def hire(employee: Employee) -> Employee:
    return employee


@register(registry=registry)
@client
def deliver(deliveries: list[Delivery]) -> dict[str, list[Delivery]]:
    return {}
