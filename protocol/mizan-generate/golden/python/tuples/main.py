"""Lists of a known length, and of none."""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel

registry = Registry()


class Point(NamedTuple):
    """Where something is."""

    x: float
    y: float = 0
    label: str | None = None


class Tuples(BaseModel):
    empty: tuple[()]
    one: tuple[int]
    several: tuple[int, str | None, tuple[bool, ...]]
    many: tuple[list[int], ...]
    point: Point
    points: dict[str, Point]
    sequence: Sequence[Point]
    queue: deque[int]
    unique: frozenset[str]
    matrix: list[list[tuple[float, float]]]
    bare: tuple


@register(registry=registry)
@client
def tuples(value: Tuples) -> Tuples:
    return value
