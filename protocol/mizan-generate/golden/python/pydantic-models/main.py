"""What Pydantic's page on models describes: nesting, extra values, generics, models made at run time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, RootModel, create_model

registry = Registry()
T = TypeVar("T")
Id = TypeVar("Id", int, str)


class Harbour(BaseModel):
    """Where ships lie."""

    model_config = ConfigDict(frozen=True, title="A harbour")

    berths: ClassVar[int] = 40
    name: str
    depth: float | None
    pilot: str | None = None
    _visits: int = PrivateAttr(default=0)


class Vessel(BaseModel, ABC):
    flag: str
    home: Harbour

    @abstractmethod
    def toll(self) -> int: ...


class Ferry(Vessel):
    decks: list[Deck] = []

    def toll(self) -> int:
        return len(self.decks)


class Deck(BaseModel):
    level: int
    cars: dict[str, Car] = {}


class Car(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    plate: str


class Measured(BaseModel):
    """Whatever else is measured is a number."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, float]

    at: str


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    knots: int


class Answer(BaseModel, Generic[T]):
    data: T | None = None
    notes: list[str] = Field(default_factory=list)


class Numbered(Answer[T], Generic[T, Id]):
    id: Id


class Route(RootModel[list[Harbour]]):
    def __iter__(self) -> Any:
        return iter(self.root)


Tide = create_model("Tide", __doc__="Made at run time.", high=(float, ...), low=(float, 0.0), harbour=(Harbour, ...))


@register(registry=registry)
@client
def moor(ferry: Ferry, speed: Strict) -> Answer[Ferry]:
    return Answer()


@register(registry=registry)
@client
def measure(values: Measured) -> Numbered[Measured, int]:
    return Numbered(id=1)


@register(registry=registry)
@client
def plan(route: Route, tide: Tide) -> Numbered[Route, str]:  # type: ignore[valid-type]
    return Numbered(id="a")
