"""Where a log of what became stale stands: pairs of numbers that only grow."""

from __future__ import annotations

import re
from typing import TypeAlias

Position: TypeAlias = tuple[int, int]
"""Milliseconds since 1970 and a number within them, as Redis counts its streams."""

NOWHERE: Position = (0, 0)
"""Before everything: what has been read up to here reaches back to nothing."""

_SPELT = re.compile(r"(0|[1-9][0-9]{0,18})-(0|[1-9][0-9]{0,18})")


def spell(position: Position) -> str:
    """Return a position as it travels."""
    return f"{position[0]}-{position[1]}"


def read_position(text: str) -> Position | None:
    """Return the position that a text spells, or None."""
    match = _SPELT.fullmatch(text)
    return None if match is None else (int(match[1]), int(match[2]))
