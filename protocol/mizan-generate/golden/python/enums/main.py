"""Enums of all kinds, and the constants that they become."""

from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum, IntFlag, StrEnum, auto

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel

registry = Registry()


class Colour(StrEnum):
    RED = auto()
    GREEN = auto()
    ROT = "red"
    """An alias, which is RED."""


class Level(IntEnum):
    LOW = -1
    HIGH = 10


class Mixed(Enum):
    TEXT = "it's"
    NUMBER = 1.5
    NOTHING = None
    YES = True


class Money(Enum):
    CENT = Decimal("0.01")
    DAY = date(2026, 1, 1)


class Single(Enum):
    ONLY = "only"


class Permission(IntFlag):
    READ = 1
    WRITE = 2


class Odd(Enum):
    default = "default"
    class_ = "class"
    ÜBER = "über"
    toString = "toString"
    _1 = "1"


class Enums(BaseModel):
    colour: Colour = Colour.GREEN
    level: Level
    mixed: Mixed
    single: Single
    permission: Permission = Permission.READ | Permission.WRITE
    odd: Odd
    several: set[Colour]


@register(registry=registry)
@client
def enums(value: Enums) -> Enums:
    return value


@register(registry=registry)
@client
def money() -> Money:
    return Money.CENT
