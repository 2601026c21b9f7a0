"""Notes in the admin, whose pages are kept fresh."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from mizan_django import invalidate

from .models import Note


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):
    """Says what a save makes stale."""

    def save_model(self, request: Any, obj: Any, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        invalidate("notes")
