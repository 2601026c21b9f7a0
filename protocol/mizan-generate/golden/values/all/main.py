"""Values that JSON has no form for, wherever they may stand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Generic, Literal, NamedTuple, TypeVar

from mizan_core.client.function import client
from mizan_core.errors import MizanError
from mizan_core.registry import Registry, register
from mizan_core.types import BigInt
from pydantic import BaseModel, Field, RootModel
from typing_extensions import TypedDict

registry = Registry()
T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: BigInt | None = None


class Stamp(NamedTuple):
    at: datetime
    by: str


class Moments(RootModel[list[datetime]]): ...


class Comment(BaseModel):
    kind: Literal["comment"]
    at: datetime
    replies: list[Comment] = []


class Upload(BaseModel):
    kind: Literal["upload"]
    content: bytes
    price: Decimal = Decimal("1.50")


class Note(BaseModel):
    kind: Literal["note"]
    text: str


Event = Annotated[Comment | Upload | Note, Field(discriminator="kind")]


class Options(TypedDict, total=False):
    since: datetime
    proto: Annotated[datetime, Field(alias="__proto__")]


class Everything(BaseModel):
    either: datetime | Literal["never"] | None
    text_or_date: datetime | str
    number_or_bytes: bytes | int
    shaped: Comment | list[BigInt] | bool
    by_day: dict[date, datetime]
    grid: list[list[BigInt]]
    stamp: Stamp
    moments: Moments
    options: Options
    odd: datetime = Field(alias='it\'s "odd"')
    plain: list[str]


class TooEarly(MizanError):
    """Come back later."""

    code = "TOO_EARLY"
    status = 425
    details: Comment


@register(registry=registry)
@client(context="feed")
def feed(since: datetime | None = None, upto: BigInt = 5) -> Page[Event]:
    return Page(items=[])


@register(registry=registry)
@client(context="feed")
def titles() -> list[str]:
    return []


@register(registry=registry)
@client(affects="feed", raises=[TooEarly])
def post(event: Event) -> Event:
    return event


@register(registry=registry)
@client
def everything(value: Everything) -> Everything:
    return value


@register(registry=registry)
@client
def moment() -> dict[str, list[datetime | None]] | None:
    return None


@register(registry=registry)
@client
def send(content: bytes) -> bool:
    return True
