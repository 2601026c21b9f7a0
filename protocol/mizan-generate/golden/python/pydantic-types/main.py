"""What Pydantic's pages on types describe: of the standard library, of the network, of its own, and of one's own."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum
from ipaddress import IPv4Address, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import (
    UUID4,
    AnyUrl,
    AwareDatetime,
    BaseModel,
    ByteSize,
    EncodedStr,
    EncoderProtocol,
    Field,
    FutureDate,
    HttpUrl,
    Json,
    JsonValue,
    NaiveDatetime,
    PastDate,
    SecretStr,
    StrictBool,
    StrictInt,
    StringConstraints,
)
from typing_extensions import TypeAliasType, TypedDict

registry = Registry()


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Seat(NamedTuple):
    row: int
    letter: str = "a"


class Options(TypedDict, total=False):
    loud: bool


class Reversed(EncoderProtocol):
    @classmethod
    def decode(cls, data: bytes) -> bytes:
        return data[::-1]

    @classmethod
    def encode(cls, value: bytes) -> bytes:
        return value[::-1]

    @classmethod
    def get_json_format(cls) -> str:
        return "reversed"


Short = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=5)]
Positive = TypeAliasType("Positive", Annotated[int, Field(gt=0)])
Tree = TypeAliasType("Tree", "dict[str, Tree] | int")


class Standard(BaseModel):
    moment: datetime
    day: date
    hour: time
    span: timedelta
    price: Decimal
    level: Level
    id: UUID
    address: IPv4Address
    network: IPv6Network
    path: Path
    last: deque[int]
    unique: set[str]
    fixed: frozenset[int]
    some: Sequence[float]
    by_name: Mapping[str, int]
    seat: Seat
    options: Options = {}
    anything: Any = None
    word: Literal["yes", 1, None] = None


class Own(BaseModel):
    short: Short
    positive: Positive
    tree: Tree
    turned: Annotated[str, EncodedStr(encoder=Reversed)]
    strict: StrictInt | StrictBool
    random: UUID4
    size: ByteSize
    secret: SecretStr
    document: Json[list[int]]
    value: JsonValue = None
    url: HttpUrl | AnyUrl
    born: PastDate
    due: FutureDate | None = None
    aware: AwareDatetime
    naive: NaiveDatetime


@register(registry=registry)
@client
def standard(values: Standard) -> Standard:
    return values


@register(registry=registry)
@client
def own(values: Own) -> list[Own]:
    return [values]
