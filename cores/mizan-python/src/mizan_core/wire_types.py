"""How values are read and written where the protocol (section 11) asks for another form than Pydantic's own."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias, cast

from pydantic_core import PydanticKnownError, SchemaSerializer, SchemaValidator, core_schema, to_json

Node: TypeAlias = dict[str, Any]

_CONFIG = core_schema.CoreConfig(
    ser_json_bytes="base64",  # Pydantic's base64 is the URL-safe one
    val_json_bytes="base64",
    ser_json_inf_nan="null",
    ser_json_temporal="iso8601",
)
"""What no model's own configuration may change."""

DECIMAL = r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"
"""How a Decimal is spelt."""

_DECIMAL = re.compile(DECIMAL)

_DATA = frozenset({"default", "expected", "members", "metadata", "context", "custom_error_context"})
"""Members of a core schema that hold values, not schemas."""


def validator(schema: Any) -> SchemaValidator:
    """Compile a Pydantic core schema into what reads the wire."""
    bent = bend(schema)
    # A model's ready-made validator knows nothing of the bent schema, so none may be taken.
    return SchemaValidator(bent, _CONFIG, _use_prebuilt=bent is schema)


def serializer(schema: Any) -> SchemaSerializer:
    """Compile a Pydantic core schema into what writes the wire."""
    bent = bend(schema)
    return SchemaSerializer(bent, _CONFIG, _use_prebuilt=bent is schema)


def bend(schema: Any) -> Any:
    """Return the schema with the protocol's forms; the very same one where they are Pydantic's own."""
    return _bent(schema) if any(_differs(node) for node in _nodes(schema)) else schema


def duration(value: timedelta) -> str:
    """Spell a duration in days and smaller units: years and months have no fixed length."""
    sign, value = ("-", -value) if value < timedelta() else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    parts = ((hours, f"{hours}H"), (minutes, f"{minutes}M"), (seconds or fraction, f"{seconds}{fraction}S"))
    time = "".join(text for amount, text in parts if amount)
    days = f"{value.days}D" if value.days else ""
    return f"{sign}P{days}T{time}" if time else f"{sign}P{days or 'T0S'}"


def _nodes(schema: Any) -> Iterator[Node]:
    if isinstance(schema, list | tuple):
        for each in cast(list[Any], schema):
            yield from _nodes(each)
    elif isinstance(schema, dict):
        node = cast(Node, schema)
        if _is_node(node):
            yield node
        for name, each in node.items():
            if name not in _DATA or not _is_node(node):
                yield from _nodes(each)


def _differs(node: Node) -> bool:
    config: Mapping[str, Any] = node.get("config") or {}
    kind = node["type"]
    if kind in ("enum", "literal"):
        return _may_be_taken_for_others(node)
    return kind in _BENDS or kind == "bytes" or any(name in _CONFIG for name in config)


def _bent(schema: Any) -> Any:
    if isinstance(schema, list | tuple):
        items = [_bent(each) for each in cast(list[Any], schema)]
        return items if isinstance(schema, list) else tuple(items)
    if not isinstance(schema, dict):
        return schema
    node = cast(Node, schema)
    if not _is_node(node):
        return {name: _bent(each) for name, each in node.items()}
    parts = {name: each if name in _DATA else _bent(each) for name, each in node.items()}
    if isinstance(parts.get("config"), dict):
        parts["config"] = {**parts["config"], **_CONFIG}
    bent = _BENDS.get(parts["type"])
    return bent(parts) if bent is not None else parts


def _is_node(node: Node) -> bool:
    """Tell a core schema from a mapping of names, in which a field may be called `type`."""
    return isinstance(node.get("type"), str)


def _decimal(node: Node) -> Any:
    """Take no number from JSON: its digits may already be lost."""
    inner: Any = {name: value for name, value in node.items() if name != "ref"}
    text = core_schema.no_info_before_validator_function(_read_decimal, inner)
    return core_schema.json_or_python_schema(text, inner, ref=node.get("ref"))


def _read_decimal(value: Any) -> Decimal:
    if isinstance(value, Decimal):  # a default that is validated
        return value
    if not isinstance(value, str):
        raise PydanticKnownError("string_type")
    if not _DECIMAL.fullmatch(value):
        raise PydanticKnownError("decimal_parsing")
    return Decimal(value)


def _timedelta(node: Node) -> Any:
    written = core_schema.plain_serializer_function_ser_schema(
        duration, return_schema=core_schema.str_schema(), when_used="json"
    )
    return {"serialization": written, **node}


def _set(node: Node) -> Any:
    written = core_schema.wrap_serializer_function_ser_schema(_write_set, when_used="json")
    return {"serialization": written, **node}


def _write_set(value: Any, write: core_schema.SerializerFunctionWrapHandler) -> Any:
    """Write a set in an order of its own: Python's changes from one process to the next."""
    return sorted(write(value), key=_rank)


def _rank(member: Any) -> tuple[bool, float, bytes]:
    """Put numbers first, by their value, and then all others, by their JSON."""
    is_number = isinstance(member, int | float) and not isinstance(member, bool) and math.isfinite(member)
    return not is_number, member if is_number else 0, to_json(member)


def _choice(node: Node) -> Any:
    """Tell truth values from numbers: Python takes `True` for 1."""
    if not _may_be_taken_for_others(node):
        return node
    inner: Any = {name: value for name, value in node.items() if name != "ref"}
    return core_schema.no_info_wrap_validator_function(_read_choice, inner, ref=node.get("ref"))


def _may_be_taken_for_others(node: Node) -> bool:
    values = node["expected"] if node["type"] == "literal" else [each.value for each in node["members"]]
    return any(isinstance(value, int | float) and value in (0, 1) for value in values)


def _read_choice(value: Any, read: core_schema.ValidatorFunctionWrapHandler) -> Any:
    choice = read(value)
    meant = choice.value if isinstance(choice, Enum) else choice
    if isinstance(meant, bool) != isinstance(value, bool) and not isinstance(value, Enum):
        raise PydanticKnownError("bool_type" if isinstance(meant, bool) else "int_type")
    return choice


_BENDS: Mapping[str, Callable[[Node], Any]] = {
    "decimal": _decimal,
    "timedelta": _timedelta,
    "set": _set,
    "frozenset": _set,
    "enum": _choice,
    "literal": _choice,
}
