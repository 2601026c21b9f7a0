"""Notes, read and written by functions of both colours."""

from __future__ import annotations

from mizan_django import client

from desk.models import Note


@client(context="notes")
def notes() -> list[str]:
    """Return the notes' texts, sorted."""
    return sorted(Note.objects.values_list("text", flat=True))


@client(context="notes")
async def note_count() -> int:
    """Return how many notes there are."""
    return await Note.objects.acount()


@client(affects="notes")
def add(text: str) -> int:
    """Add a note and return its number."""
    return Note.objects.create(text=text).pk


@client(affects="notes")
async def add_later(text: str) -> int:
    """Do the same in an event loop."""
    return (await Note.objects.acreate(text=text)).pk


@client(context="note")
def note_text(note_id: int) -> str:
    """Return one note's text."""
    return Note.objects.get(pk=note_id).text
