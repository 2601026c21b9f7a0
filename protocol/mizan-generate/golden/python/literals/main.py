"""Values that stand for themselves."""

from enum import StrEnum
from typing import Literal

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel

registry = Registry()


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Literals(BaseModel):
    one: Literal["one"]
    few: Literal["a", "b", 'it\'s "quoted"', "`${back}`", "\\", "new\nline", "\u2028"]
    numbers: Literal[1, -2, 3]
    mixed: Literal["a", 1, True, None]
    member: Literal[Colour.RED, "none"]
    defaulted: Literal["x", "y"] = "x"
    nested: list[Literal["left", "right"] | None]
    pair: tuple[Literal["x"], Literal[0, 1]]


@register(registry=registry)
@client
def literals(value: Literals) -> Literals:
    return value
