"""Dataclasses, of the standard library and of Pydantic."""

import dataclasses
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import Field
from pydantic.dataclasses import dataclass as pydantic_dataclass

registry = Registry()
T = TypeVar("T")


@dataclass
class Point:
    """A point in a plane."""

    x: float
    y: float = 0.0


@dataclass(kw_only=True)
class Named(Point):
    name: Annotated[str, Field(min_length=1)] = "here"
    tags: list[str] = dataclasses.field(default_factory=list)
    length: float = dataclasses.field(init=False, default=0.0)


@pydantic_dataclass
class Circle:
    centre: Point
    radius: float = Field(gt=0, alias="r", description="In metres.")


@dataclass
class Range(Generic[T]):
    start: T
    end: T | None = None


@register(registry=registry)
@client
def name_point(point: Named) -> Named:
    return point


@register(registry=registry)
@client
def grow(circle: Circle, by: Range[float]) -> list[Circle]:
    return [circle]


@register(registry=registry)
@client
def spans(values: list[Range[str]]) -> Range[int]:
    return Range(0)
