"""`manage.py export_mizan_schema`: prints the document of the project's functions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from mizan_core.diagnostics import DeclarationError
from mizan_core.document import Csrf, export_bytes
from mizan_core.listing import unregistered
from mizan_core.registry import default_registry


class Command(BaseCommand):
    """Prints the document, or writes it to a file."""

    help = "Prints the document (OpenAPI 3.1) that mizan-generate makes the typed client from."
    requires_system_checks = ()  # the functions alone matter here, not the database

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", "-o", metavar="FILE", help="write it to this file instead of stdout")

    def handle(self, *_: Any, output: str | None, **__: Any) -> None:
        try:
            document = export_bytes(default_registry, csrf=_token())
        except DeclarationError as error:
            raise CommandError(str(error)) from None
        for why, fix in unregistered(default_registry):
            self.stderr.write(f"note: {why} {fix}")
        if not default_registry.functions:
            self.stderr.write(
                "note: no function is registered: write @client functions in an application's clients.py."
            )
        if output is None:
            self.stdout.write(document.decode(), ending="")
            return
        try:
            Path(output).write_bytes(document)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from None


def _token() -> Csrf | None:
    """Return how pages send the CSRF token; None where no cookie lets a script read it."""
    if settings.CSRF_USE_SESSIONS or settings.CSRF_COOKIE_HTTPONLY:
        return None
    header = settings.CSRF_HEADER_NAME.removeprefix("HTTP_").replace("_", "-").lower()
    return Csrf(settings.CSRF_COOKIE_NAME, header)
