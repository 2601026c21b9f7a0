"""Scalars that travel as strings, and those that do not."""

import re
from ipaddress import IPv6Network
from uuid import UUID

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from mizan_core.types import BigInt
from pydantic import (
    UUID4,
    AwareDatetime,
    BaseModel,
    ByteSize,
    FutureDate,
    HttpUrl,
    IPvAnyAddress,
    NaiveDatetime,
    PastDatetime,
    PostgresDsn,
    SecretStr,
    StrictBool,
    StrictInt,
)

registry = Registry()


class Scalars(BaseModel):
    id: UUID
    other: UUID4
    aware: AwareDatetime
    naive: NaiveDatetime
    past: PastDatetime
    future: FutureDate
    site: HttpUrl
    database: PostgresDsn
    address: IPvAnyAddress
    network: IPv6Network
    secret: SecretStr
    size: ByteSize
    pattern: re.Pattern
    whole: StrictInt
    flag: StrictBool
    big: BigInt
    imaginary: complex


@register(registry=registry)
@client
def scalars(value: Scalars) -> Scalars:
    return value
