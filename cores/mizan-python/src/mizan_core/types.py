"""Annotations for values that JSON alone would not carry to a browser."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, PlainSerializer, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticSerializationUnexpectedValue


def _parse(value: Any, info: ValidationInfo) -> Any:
    """Read a string; a number in JSON may have lost digits on its way, an int of Python has not."""
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and value.isascii():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and info.mode == "python":
        return value
    raise ValueError("A whole number in a string is wanted")


def _write(value: Any) -> str:
    """Write a number; what is none belongs to another member of a union."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise PydanticSerializationUnexpectedValue("A whole number is wanted")


BigInt: TypeAlias = Annotated[
    int,
    BeforeValidator(_parse),
    PlainSerializer(_write, return_type=str),
    WithJsonSchema({"type": "string", "format": "bigint", "pattern": "^-?[0-9]+$"}),
]
"""A whole number beyond 2^53-1, which travels as a string (protocol, section 11)."""
