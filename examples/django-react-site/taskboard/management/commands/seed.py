"""`manage.py seed`: fills an empty database with the sample."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ...seed import seed


class Command(BaseCommand):
    """Fills an empty database with the sample; leaves one with people in it alone."""

    help = "Fills the database with the sample, unless somebody is in it."

    def handle(self, *_: Any, **__: Any) -> None:
        seed()
