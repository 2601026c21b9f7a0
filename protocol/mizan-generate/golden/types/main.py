"""Every kind of type that travels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, NamedTuple, NewType, NotRequired, TypeVar
from uuid import UUID

from annotated_types import Ge, Le, Len
from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from mizan_core.types import BigInt
from pydantic import AnyUrl, BaseModel, Field, RootModel, computed_field
from typing_extensions import TypedDict

registry = Registry()
T = TypeVar("T")
UserId = NewType("UserId", int)


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Scalars(BaseModel):
    """Values without parts."""

    flag: bool
    count: int
    ratio: float
    label: str
    nothing: None
    anything: Any
    big: BigInt
    at: datetime
    on: date
    clock: time
    took: timedelta
    price: Decimal
    key: UUID
    link: AnyUrl
    file: Path
    host: IPv4Address
    raw: bytes
    owner: UserId


class Bounded(BaseModel):
    """Values within bounds."""

    percent: Annotated[int, Ge(0), Le(100)] = 0
    code: str = Field(min_length=2, max_length=3, pattern="^[A-Z]+$", examples=["NL"], description="A country.")
    tags: Annotated[list[str], Len(1, 5)]
    old: str = Field("", deprecated=True)


class Pair(NamedTuple):
    left: int
    right: str


@dataclass
class Point:
    x: float
    y: float = 0.0


class Options(TypedDict):
    colour: Colour
    level: NotRequired[Level]


class Collections(BaseModel):
    names: set[str]
    pair: tuple[int, str]
    many: tuple[int, ...]
    named: Pair
    by_name: dict[str, list[int]]
    by_colour: dict[Colour, int]
    by_side: dict[Literal["left", "right"], Point]
    options: Options
    nested: list[list[Colour | None]]


class Circle(BaseModel):
    kind: Literal["circle"] = "circle"
    radius: float


class Square(BaseModel):
    kind: Literal["square"] = "square"
    side: float


Shape = Annotated[Circle | Square, Field(discriminator="kind")]


class Tree(BaseModel):
    value: int
    children: list[Tree] = []


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: int | None = None


class Names(RootModel[list[str]]): ...


class Json(RootModel[None | bool | str | list["Json"] | dict[str, "Json"]]):
    """Whatever JSON holds, without numbers."""


class Open(BaseModel, extra="allow"):
    known: int


class Area(BaseModel):
    width: int
    height: int = 1

    @computed_field
    @property
    def size(self) -> int:
        """Width by height."""
        return self.width * self.height


@register(registry=registry)
@client
def scalars(value: Scalars) -> Scalars:
    return value


@register(registry=registry)
@client
def bounded(value: Bounded, times: Annotated[int, Ge(1)] = 1) -> Bounded:
    return value


@register(registry=registry)
@client
def collections(value: Collections) -> Collections:
    return value


@register(registry=registry)
@client
def shapes(value: Shape, others: list[Shape] | None = None) -> list[Shape]:
    return [value]


@register(registry=registry)
@client
def trees(value: Tree) -> Page[Tree]:
    return Page(items=[value])


@register(registry=registry)
@client
def pages(size: int = 10) -> Page[int]:
    return Page(items=[])


@register(registry=registry)
@client
def names(value: Names) -> Names:
    return value


@register(registry=registry)
@client
def json(value: Json) -> Json:
    return value


@register(registry=registry)
@client(context="open")
def open_() -> Open:
    return Open(known=1)


@register(registry=registry)
@client
def area(value: Area) -> Area:
    return value


@register(registry=registry)
@client(context="point")
def point(at: date, side: Literal["left", "right"] = "left") -> Point | None:
    return None
