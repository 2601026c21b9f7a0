"""In the manner of an analytics API: rows as tuples, days as names, filters within filters."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

registry = Registry()
Metric = Literal["views", "visits", "revenue"]


class Equals(BaseModel):
    op: Literal["=="]
    field: str
    value: str | float | bool | None


class Between(BaseModel):
    op: Literal["between"]
    bounds: tuple[datetime, datetime] | tuple[Decimal, Decimal]


class And(BaseModel):
    op: Literal["and", "or"]
    all: Annotated[list[Filter], Field(min_length=1)]


class Not(BaseModel):
    op: Literal["not"]
    filter: Filter


Filter = Annotated[Equals | Between | And | Not, Field(discriminator="op")]
And.model_rebuild()
Not.model_rebuild()


class Series(TypedDict):
    metric: Metric
    points: list[tuple[datetime, float | None]]
    by_day: dict[date, dict[Metric, Decimal]]


class Report(BaseModel):
    range: dict[Literal["from", "to"], date]
    series: list[Series]
    took: timedelta


@register(registry=registry)
@client(context="analytics")
def report(site: str, day: date, filter: Filter | None = None) -> Report:
    return Report(range={}, series=[], took=timedelta())
