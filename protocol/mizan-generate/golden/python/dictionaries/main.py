"""Objects with names that are not known beforehand, or only some."""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Mapping
from datetime import date
from enum import IntEnum, StrEnum
from typing import Literal
from uuid import UUID

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel

registry = Registry()


class Size(StrEnum):
    S = "s"
    M = "m"


class Floor(IntEnum):
    GROUND = 0
    FIRST = 1


class Maps(BaseModel):
    plain: dict[str, int]
    by_number: dict[int, str]
    by_day: dict[date, float]
    by_id: dict[UUID, bool]
    by_size: dict[Size, int]
    by_floor: dict[Floor, list[str]]
    by_side: Mapping[Literal["left", "right"], int]
    by_one: dict[Literal["only"], int]
    by_digit: dict[Literal[1, 2], str]
    nested: dict[str, dict[Size, dict[str, None]]]
    counted: Counter[str]
    defaulted: defaultdict[str, list[int]]
    ordered: OrderedDict[str, bytes]
    bare: dict


@register(registry=registry)
@client
def maps(value: Maps) -> Maps:
    return value
