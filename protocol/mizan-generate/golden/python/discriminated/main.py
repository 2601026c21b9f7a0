"""Unions whose members are told apart by one of their own."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Discriminator, Field, Tag

registry = Registry()


class Kind(StrEnum):
    TEXT = "text"
    IMAGE = "image"


class Text(BaseModel):
    kind: Literal[Kind.TEXT]
    text: str


class Image(BaseModel):
    kind: Literal[Kind.IMAGE] = Kind.IMAGE
    url: str


class Cat(BaseModel):
    species: Literal["cat"]
    colour: Literal["black"]
    lives: int = 9


class WhiteCat(BaseModel):
    species: Literal["cat"]
    colour: Literal["white"]


class Dog(BaseModel):
    species: Literal["dog", "wolf"]


AnyCat = Annotated[Cat | WhiteCat, Field(discriminator="colour")]
Pet = Annotated[AnyCat | Dog, Field(discriminator="species")]


def shape_of(value: Any) -> str:
    return "round" if "radius" in value else "square"


class Round(BaseModel):
    radius: float


class Square(BaseModel):
    side: float


Shape = Annotated[Annotated[Round, Tag("round")] | Annotated[Square, Tag("square")], Discriminator(shape_of)]


class Block(BaseModel):
    body: Text | Image = Field(discriminator="kind")
    pets: dict[str, Pet]


@register(registry=registry)
@client
def blocks(block: Block, pet: Pet | None = None) -> list[Block]:
    return [block]


@register(registry=registry)
@client
def shapes(shape: Shape) -> Shape:
    return shape
