"""Canonical JSON: one spelling per value, so that equal params are equal bytes, URLs and cache keys.

RFC 8785 narrowed to what every JSON reader can hold (I-JSON): whole numbers up to 2^53-1, no lone surrogates, at most
32 levels and 16 KiB.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn, cast

MAX_SAFE_INTEGER = 2**53 - 1
MAX_DEPTH = 32
MAX_BYTES = 16 * 1024

_AS_LONG_AS_UNSAFE = re.compile(rb"\d{16}")


class NotCanonical(ValueError):
    """A value without a canonical spelling, or bytes that are not in it.

    Attributes:
        canonical: how the bytes should have been spelt; None where there is no such spelling.
    """

    def __init__(self, why: str, canonical: bytes | None = None) -> None:
        super().__init__(why)
        self.canonical = canonical


def may_be_refused(spelling: bytes) -> bool:
    """Tell whether JSON as Pydantic writes it may have no canonical spelling: it is long, or a number in it is."""
    return len(spelling) > MAX_BYTES or _AS_LONG_AS_UNSAFE.search(spelling) is not None


def dumps(value: Any) -> bytes:
    """Return the canonical JSON of None, bool, int, float, str, and lists and string-keyed dicts of these.

    Raises:
        NotCanonical: the value has no canonical spelling.
    """
    try:
        spelt = _spell(value, MAX_DEPTH).encode()
    except UnicodeEncodeError:
        raise NotCanonical("a string holds a lone surrogate") from None
    if len(spelt) > MAX_BYTES:
        raise NotCanonical(f"longer than {MAX_BYTES} bytes")
    return spelt


def loads_canonical(raw: bytes) -> Any:
    """Return the value that canonical JSON spells.

    Raises:
        NotCanonical: the bytes are no JSON, or not its canonical spelling, which the error then carries.
    """
    try:
        value = json.loads(raw.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise NotCanonical("no JSON") from None
    spelt = dumps(value)
    if spelt != raw:
        raise NotCanonical("not the canonical spelling", spelt)
    return value


def _spell(value: Any, levels: int) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return _spell_string(value)
    if isinstance(value, int):
        return _spell_integer(value)
    if isinstance(value, float):
        return _spell_number(value)
    if levels == 0:
        raise NotCanonical(f"nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, list | tuple):
        items = cast(list[Any], value)
        return "[" + ",".join(_spell(item, levels - 1) for item in items) + "]"
    if isinstance(value, dict):
        return _spell_object(cast(dict[Any, Any], value), levels)
    raise NotCanonical(f"{type(value).__name__} is no JSON type")


def _spell_object(value: dict[Any, Any], levels: int) -> str:
    if not all(isinstance(name, str) for name in value):
        raise NotCanonical("a name is no string")
    # RFC 8785 orders by UTF-16 code units, which differs from code points beyond U+FFFF.
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(f"{_spell_string(name)}:{_spell(value[name], levels - 1)}" for name in names) + "}"


def _spell_string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _spell_integer(value: int) -> str:
    if abs(value) > MAX_SAFE_INTEGER:
        raise NotCanonical("a whole number is beyond 2^53-1")
    return str(value)


def _spell_number(value: float) -> str:
    """Spell a double as ECMAScript's Number::toString does."""
    if not math.isfinite(value):
        raise NotCanonical("a number is not finite")
    if value.is_integer():
        return _spell_integer(int(value))
    sign = "-" if value < 0 else ""
    digits, exponent = _shortest(abs(value))
    if 0 < exponent <= 21:
        return f"{sign}{digits[:exponent]}.{digits[exponent:]}"
    if -6 < exponent <= 0:
        return f"{sign}0.{'0' * -exponent}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{exponent - 1}"


def _shortest(value: float) -> tuple[str, int]:
    """Return the shortest digits that read back as the value, and the place of the point before them."""
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    return digits.rstrip("0"), point


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
