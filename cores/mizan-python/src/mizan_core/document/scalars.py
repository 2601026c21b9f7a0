"""The JSON Schema of types without parts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from pathlib import Path, PurePath
from types import NoneType
from typing import Any
from uuid import UUID

from pydantic import AnyUrl, JsonValue, SecretBytes, SecretStr

from ..wire_types import DECIMAL

Schema = dict[str, Any]


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


def _is_url(annotation: type) -> bool:
    return (
        any(base.__name__ in ("_BaseUrl", "_BaseMultiHostUrl") for base in annotation.__mro__) or annotation is AnyUrl
    )
