"""`manage.py add_notes`: what a job outside of any request does."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from mizan_django import invalidate

from desk.models import Note


class Command(BaseCommand):
    """Adds notes, all or none."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("texts", nargs="+")
        parser.add_argument("--fail", action="store_true")

    def handle(self, *_: Any, texts: list[str], fail: bool, **__: Any) -> None:
        with transaction.atomic():
            for text in texts:
                Note.objects.create(text=text)
                invalidate("notes")
            if fail:
                raise CommandError("Told to fail.")
