"""Which JSON bytes are refused before they are parsed: those that two readers could understand differently."""

from __future__ import annotations

import json
import math
import string

from .errors import BadRequest

MAX_DEPTH = 64
"""Levels of arrays and objects (protocol, section 5)."""

_BRACKETS = b"[]{}"
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in _BRACKETS)
_ALIKE = bytes.maketrans(b"123456789E", b"000000000e")
"""Makes every digit a zero, and exponents alike."""

_FILLING = b"+" + b"".join(b"%c" % byte for byte in string.ascii_letters.encode() if byte not in b"abcdefABCDEFN")
"""What can go without making numbers of what is none, save by rare chance; hexadecimal digits would by a common one."""

_LONG = b"0" * 210
"""How long a number is at least that is not finite though its exponent has two digits or none: 10^209 times 10^99."""


def check(body: bytes) -> None:
    """Refuse bytes that hold a non-finite number or nest too deeply.

    Encodings and lone surrogates are left to the parser, which refuses them.

    Raises:
        BadRequest: saying which rule is broken.
    """
    # Searching from the end is three times faster than from the start, and the less there is to search, the better.
    bones = body.translate(_ALIKE, _FILLING)
    if bones.rfind(b"NaN") >= 0 or bones.rfind(b"0e000") >= 0 or body.rfind(b"Infinity") >= 0 or _LONG in bones:
        _refuse_non_finite(body)
    if len(bones) > 2 * MAX_DEPTH:
        brackets = bones.translate(None, _NOT_BRACKETS)
        if len(brackets) > MAX_DEPTH and _may_nest_too_deeply(brackets) and _depth(body) > MAX_DEPTH:
            raise BadRequest(f"The JSON nests deeper than {MAX_DEPTH} levels.")


def _refuse_non_finite(body: bytes) -> None:
    try:
        json.loads(body, parse_constant=_refuse_constant, parse_float=_finite, parse_int=_finite)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The request is not valid JSON: {_reason(error)}.") from None


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return f"it nests deeper than {MAX_DEPTH} levels"
    return str(error) if type(error) is ValueError else "it cannot be parsed"


def _may_nest_too_deeply(brackets: bytes) -> bool:
    """Bound the depth from above without looking at strings; cheap for ordinary bodies."""
    removed_levels = 0
    while len(brackets) > MAX_DEPTH - removed_levels:
        shorter = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if len(shorter) == len(brackets) or removed_levels == MAX_DEPTH:
            return True
        brackets, removed_levels = shorter, removed_levels + 2
    return False


def _depth(body: bytes) -> int:
    """Return the deepest nesting, brackets inside strings not counted."""
    deepest = depth = 0
    in_string = escaped = False
    for byte in body:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest
