"""Models that build on one another."""

from abc import ABC
from typing import Any, ClassVar, Literal

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, PrivateAttr

registry = Registry()


class Timestamped(BaseModel):
    """Something with a time."""

    created: int
    LIMIT: ClassVar[int] = 5
    _secret: str = PrivateAttr("x")


class Animal(Timestamped, ABC):
    name: str
    legs: int | None = None
    kind: str


class Cat(Animal):
    kind: Literal["cat"] = "cat"
    legs: int = 4


class Snake(Animal):
    kind: Literal["snake"] = "snake"
    length: float

    def model_post_init(self, context: Any) -> None: ...


@register(registry=registry)
@client
def meet(animals: list[Cat | Snake]) -> Cat | Snake | None:
    return None
