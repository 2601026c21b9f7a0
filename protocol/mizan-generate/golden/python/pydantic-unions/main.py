"""What Pydantic's page on unions describes: by order, by fit, and by a discriminator of any kind."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal, Union
from uuid import UUID

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

registry = Registry()


class Paid(BaseModel):
    status: Literal["paid"]
    amount: float


class Failed(BaseModel):
    status: Literal["failed", "refused"]
    reason: str | None = None


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Red(BaseModel):
    colour: Literal[Colour.RED]
    shade: int


class Blue(BaseModel):
    colour: Literal[Colour.BLUE]
    depth: int


class Crayon(BaseModel):
    tool: Literal["crayon"]
    box: Annotated[Red | Blue, Field(discriminator="colour")]


class Brush(BaseModel):
    tool: Literal["brush"]
    width: float = 1.0


class Pie(BaseModel):
    model_config = ConfigDict(extra="forbid")

    slices: int


def baked(value: Any) -> str:
    return "pie" if isinstance(value, dict | Pie) else "name"


Payment = Annotated[Paid | Failed, Field(discriminator="status")]
Tool = Annotated[Union["Crayon", "Brush"], Field(discriminator="tool")]
Dessert = Annotated[Annotated[str, Tag("name")] | Annotated[Pie, Tag("pie")], Discriminator(baked)]


class Desk(BaseModel):
    id: int | UUID | str
    first: Annotated[str | int, Field(union_mode="left_to_right")]
    due: date | int | None = None
    payments: list[Payment] = []
    tools: dict[str, Tool] = {}
    either: Payment | Tool
    nested: list[int | list[str | list[bool]]] = []


@register(registry=registry)
@client
def desk(desk: Desk) -> Desk:
    return desk


@register(registry=registry)
@client
def serve(dessert: Dessert, wishes: list[Dessert | None]) -> Dessert | None:
    return dessert
