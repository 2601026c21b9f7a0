"""What is done with names that nobody declared."""

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel

registry = Registry()


class Closed(BaseModel, extra="forbid"):
    known: int


class Open(BaseModel, extra="allow"):
    known: int


class Typed(BaseModel, extra="allow"):
    __pydantic_extra__: dict[str, int]
    known: str


class Empty(BaseModel): ...


class Nothing(BaseModel, extra="forbid"): ...


@register(registry=registry)
@client
def extra(closed: Closed, open_: Open, typed: Typed, empty: Empty, nothing: Nothing) -> Open:
    return open_
