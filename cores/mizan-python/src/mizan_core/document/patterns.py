"""Regular expressions for canonical JSON, so that a client made from the document spells params right."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from .scalars import Schema

_STRING = r'[^"\\\x00-\x1f\x7f-\uffff]'
_DATE = "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_FORMATS: Mapping[str, str] = {
    "uuid": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "date": _DATE,
    "time": _TIME,
    "date-time": f"{_DATE}T{_TIME}Z",
}


def params_pattern(params: Mapping[str, Schema], required: list[str]) -> str | None:
    """Return a pattern for `params` in a URL, None where a required param is more than a scalar.

    It accepts a part of what the server accepts: all that is written so is canonical and valid.
    """
    members: list[tuple[str, bool]] = []
    for name, schema in sorted(params.items()):
        value = _value(schema)
        if value is not None:
            members.append((f'"{re.escape(name)}":{value}', name in required))
        elif name in required:
            return None
    return rf"^\{{{_members(members)}\}}$"


def _members(members: list[tuple[str, bool]]) -> str:
    """Join members by commas; the optional ones of a pattern are left out where a required one is there."""
    needed = [text for text, required in members if required]
    if needed:
        return ",".join(needed)
    return f"({'|'.join(text for text, _ in members)})?" if members else ""


def _value(schema: Schema) -> str | None:
    if "const" in schema or "enum" in schema:
        values = [schema["const"]] if "const" in schema else schema["enum"]
        return "(" + "|".join(re.escape(json.dumps(each, ensure_ascii=False)) for each in values) + ")"
    kind = schema.get("type")
    if kind == "boolean":
        return "(true|false)"
    if {"type": "null"} in schema.get("anyOf", ()):
        return "null"
    if kind in ("integer", "number"):
        return _integer(schema)
    if kind == "string":
        return _string(schema)
    return None


def _integer(schema: Schema) -> str | None:
    if "multipleOf" in schema or "exclusiveMaximum" in schema or schema.get("minimum", 0) > 1:
        return None
    digits = len(str(schema.get("maximum", 10**15) + 1)) - 1
    if digits < 1:
        return None
    positive = rf"[1-9][0-9]{{0,{digits - 1}}}"
    starts_at_one = schema.get("minimum", 0) == 1 or "exclusiveMinimum" in schema
    return positive if starts_at_one else f"(0|{positive})"


def _string(schema: Schema) -> str | None:
    if schema.get("format") in _FORMATS:
        return f'"{_FORMATS[schema["format"]]}"'
    if "format" in schema or "pattern" in schema:
        return None
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 100)
    return f'"{_STRING}{{{shortest},{longest}}}"'
