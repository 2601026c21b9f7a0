"""Where a text holds what was searched for."""

from __future__ import annotations


def excerpt(text: str, wanted: str, around: int = 60) -> str:
    """Return the part of a text around what was searched for; empty if it is not there."""
    at = text.lower().find(wanted.lower())
    if at < 0:
        return ""
    start = text.rfind(" ", 0, max(0, at - around)) + 1
    end = text.find(" ", at + len(wanted) + around)
    return ("… " if start else "") + text[start : end if end > 0 else None] + (" …" if end > 0 else "")
