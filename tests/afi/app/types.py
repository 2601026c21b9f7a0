"""One function per family of types."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address
from pathlib import PurePosixPath
from typing import Annotated, Generic, Literal, NamedTuple, TypeVar
from uuid import UUID

from mizan_core.client.function import client
from mizan_core.types import BigInt
from pydantic import AnyUrl, BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from .registry import register

T = TypeVar("T")


class Moments(BaseModel):
    at: datetime
    on: date
    clock: time
    took: timedelta


class Identifiers(BaseModel):
    id: UUID
    url: AnyUrl
    path: PurePosixPath
    ip: IPv4Address
    price: Decimal


class Colour(enum.StrEnum):
    RED = "red"
    BLUE = "blue"


class Size(enum.IntEnum):
    SMALL = 1
    LARGE = 2


class Point(NamedTuple):
    x: int
    y: int


class Choices(BaseModel):
    colour: Colour
    size: Size
    mode: Literal["fast", 3]


class Collections(BaseModel):
    tags: set[str]
    numbers: frozenset[int]
    pair: tuple[int, str]
    point: Point
    many: tuple[int, ...]


class Circle(BaseModel):
    kind: Literal["circle"]
    radius: int


class Square(BaseModel):
    kind: Literal["square"]
    side: int


Shape = Annotated[Circle | Square, Field(discriminator="kind")]


class Tree(BaseModel):
    name: str
    children: list[Tree] = []


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int


class Movie(TypedDict):
    title: str
    year: int


@dataclass
class Ticket:
    movie: Movie
    seat: int = 1


class Aliased(BaseModel):
    model_config = ConfigDict(populate_by_name=False)
    first_name: str = Field(alias="firstName")


@register("types.moments")
@client
def moments(value: Moments) -> Moments:
    return value


@register("types.identifiers")
@client
def identifiers(value: Identifiers) -> Identifiers:
    return value


@register("types.binary")
@client
def binary(data: bytes) -> bytes:
    return data


@register("types.choices")
@client
def choices(value: Choices) -> Choices:
    return value


@register("types.collections")
@client
def collections(value: Collections) -> Collections:
    return value


@register("types.shape")
@client
def shape(value: Shape) -> Shape:
    return value


@register("types.tree")
@client
def tree(value: Tree) -> Tree:
    return value


@register("types.page")
@client
def page(value: Page[Point]) -> Page[Point]:
    return value


@register("types.ticket")
@client
def ticket(value: Ticket) -> Ticket:
    return value


@register("types.aliased")
@client
def aliased(value: Aliased) -> Aliased:
    return value


@register("types.big")
@client
def big(value: BigInt) -> BigInt:
    return value + 0


@register("types.defaults")
@client
def defaults(
    tags: frozenset[str] = frozenset({"e", "d", "c", "b", "a"}),
    took: timedelta = timedelta(days=400),
    price: Decimal = Decimal("1.50"),
    data: bytes = b"\xff",
) -> frozenset[str]:
    return tags
