"""`manage.py mizan_functions`: prints a table of the project's functions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from mizan_core.diagnostics import DeclarationError
from mizan_core.listing import table
from mizan_core.registry import default_registry


class Command(BaseCommand):
    """Prints name, kind, context, affects, auth and module of every function."""

    help = "Prints a table of the functions that a browser may call."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--public", action="store_true", help="only those that everybody may call")

    def handle(self, *_: Any, public: bool, **__: Any) -> None:
        try:
            self.stdout.write(table(default_registry, public=public), ending="")
        except DeclarationError as error:
            raise CommandError(str(error)) from None
