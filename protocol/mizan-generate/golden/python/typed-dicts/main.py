"""Dictionaries with declared members."""

from typing import Annotated, NotRequired, Required

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import Field
from typing_extensions import TypedDict

registry = Registry()


class Base(TypedDict):
    """What all of them have."""

    id: int


class Movie(Base, total=False):
    title: Required[str]
    year: int
    tags: Annotated[list[str], Field(max_length=3)]


class Cinema(Base):
    shows: dict[str, Movie]
    phone: NotRequired[str | None]


Odd = TypedDict("Odd", {"content-type": str, "class": int, "größe": NotRequired[float], "": bool, "0": int})


@register(registry=registry)
@client
def cinema(cinema: Cinema, odd: Odd) -> Cinema:
    return cinema
