"""In the manner of health records: `value[x]`, members with an underscore, resources inside resources."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field

registry = Registry()


class Extension(BaseModel):
    url: str
    value_string: str | None = Field(None, alias="valueString")
    value_code: Literal["M", "F", "unknown"] | None = Field(None, alias="valueCode")
    extension: list[Extension] = []


class Element(BaseModel):
    id: str | None = None
    extension: list[Extension] = []


class Quantity(BaseModel):
    value: Decimal
    comparator: Literal["<", "<=", ">=", ">"] | None = None
    unit: str | None = None


class Patient(BaseModel):
    resource_type: Literal["Patient"] = Field(alias="resourceType")
    birth_date: date | None = Field(None, alias="birthDate")
    birth_date_element: Element | None = Field(None, alias="_birthDate")
    contained: list[Resource] = []


class Observation(BaseModel):
    resource_type: Literal["Observation"] = Field(alias="resourceType")
    value: Quantity | str | bool | None = Field(None, alias="value[x]")
    subject: dict[Literal["reference"], str] | None = None
    component: list[Observation] = []


class Bundle(BaseModel):
    resource_type: Literal["Bundle"] = Field(alias="resourceType")
    entry: list[Resource]


Resource = Annotated[Patient | Observation | Bundle, Field(discriminator="resource_type")]
for each in (Patient, Bundle):
    each.model_rebuild()


@register(registry=registry)
@client
def search(resource: Resource) -> Bundle:
    return Bundle(resourceType="Bundle", entry=[resource])
