"""The JSON Schema of types without parts, enums and literals among them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, Flag
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from pathlib import Path, PurePath
from types import NoneType
from typing import Any
from uuid import UUID

from pydantic import AnyUrl, JsonValue, SecretBytes, SecretStr, TypeAdapter
from pydantic_core import from_json

from .. import wire_types
from ..wire_types import DECIMAL

Schema = dict[str, Any]
REF = "$ref"
PREFIX = "#/components/schemas/"


def _string(text_format: str, **further: Any) -> Schema:
    return {"type": "string", "format": text_format, **further}


_BASE64URL = "^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw](?:==)?|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048]=?)?$"
"""Padding may be left out; the bits of the last character that carry nothing are zero."""

_SCALARS: Mapping[Any, Schema] = {
    Any: {},
    object: {},
    JsonValue: {},
    None: {"type": "null"},
    NoneType: {"type": "null"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    bytes: _string("base64url", pattern=_BASE64URL),
    datetime: _string("date-time"),
    date: _string("date"),
    time: _string("time"),
    timedelta: _string("duration"),
    Decimal: _string("decimal", pattern=f"^{DECIMAL}$"),
    UUID: _string("uuid"),
    Path: _string("path"),
    PurePath: _string("path"),
    IPv4Address: _string("ipv4"),
    IPv6Address: _string("ipv6"),
    IPv4Interface: _string("ipv4interface"),
    IPv6Interface: _string("ipv6interface"),
    IPv4Network: _string("ipv4network"),
    IPv6Network: _string("ipv6network"),
    SecretStr: _string("password"),
    SecretBytes: _string("password"),
}


def scalar(annotation: Any) -> Schema | None:
    """Return the schema of a type without parts; None for any other."""
    try:
        known = _SCALARS.get(annotation)
    except TypeError:  # not hashable, so not a plain type
        return None
    if known is not None:
        return dict(known)
    if (
        isinstance(annotation, type)
        and annotation.__name__ == "EmailStr"
        and annotation.__module__ == "pydantic.networks"
    ):
        return _string("email")
    if isinstance(annotation, type) and _is_url(annotation):
        return _string("uri")
    return None


def literal(values: tuple[Any, ...]) -> Schema:
    """Return the schema of some constant values."""
    plain = [each.value if isinstance(each, Enum) else each for each in values]
    return {"const": plain[0]} if len(plain) == 1 else {"enum": plain}


def enum(annotation: type[Enum]) -> Schema:
    """Return the schema of an enum, with its members' names; flags may be any number, since they add up."""
    if issubclass(annotation, Flag):
        return {"type": "integer"}
    values = [_travelling(each) for each in annotation]
    schema: Schema = {"enum": values, "x-enum-names": [each.name for each in annotation]}
    kinds: set[Any] = {type(each) for each in values}
    names: dict[Any, str] = {str: "string", int: "integer", float: "number"}
    kind = names.get(kinds.pop()) if len(kinds) == 1 else None
    return schema if kind is None else {"type": kind, **schema}


def _travelling(member: Enum) -> Any:
    """Return a member's value as it is written: a date, say, as a string."""
    if isinstance(member.value, str | int | float | None):
        return member.value
    return from_json(wire_types.serializer(TypeAdapter(type(member)).core_schema).to_json(member))


def _is_url(annotation: type) -> bool:
    return (
        any(base.__name__ in ("_BaseUrl", "_BaseMultiHostUrl") for base in annotation.__mro__) or annotation is AnyUrl
    )
