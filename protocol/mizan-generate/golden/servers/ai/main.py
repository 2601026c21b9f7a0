"""The smaller of two servers behind one client; it shares a type and an error with the other."""

from mizan_core import MizanError
from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel

registry = Registry()


class Price(BaseModel):
    """What something costs, in cents."""

    cents: int


class Suggestion(BaseModel):
    text: str
    cost: Price


class TooOften(MizanError):
    """Ask again later."""

    code = "TOO_OFTEN"
    status = 429
    details: Price


@register(registry=registry)
@client(context="suggestions", raises=[TooOften])
def suggestions(about: str) -> list[Suggestion]:
    return []


@register("ai.accept", registry=registry)
@client(affects="suggestions")
def accept(about: str, text: str) -> None: ...
