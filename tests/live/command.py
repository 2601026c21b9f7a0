"""A command that serves nobody: `python -m tests.live.command <note_id> sync|async` says that a note is stale."""

from __future__ import annotations

import asyncio
import sys

from mizan_core import invalidate, register
from mizan_core.client.function import client


@register
@client(context="note")
def note_text(note_id: int) -> str:
    return ""


async def within_a_loop(note_id: int) -> None:
    """Say it where nothing may block."""
    invalidate("note", note_id=note_id)


if __name__ == "__main__":
    if sys.argv[2] == "async":
        asyncio.run(within_a_loop(int(sys.argv[1])))
    else:
        invalidate("note", note_id=int(sys.argv[1]))
