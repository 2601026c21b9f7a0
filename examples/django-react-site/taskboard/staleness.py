"""What a change in the admin makes stale for everybody who shows it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.db.transaction import atomic
from django.http import HttpRequest
from mizan_django import invalidate

from .clients.boards import my_boards
from .models import Task


class FreshAdmin(admin.ModelAdmin):
    """Makes stale what a save or a deletion changes, once it is committed."""

    def stale(self, row: Any) -> None:
        """Name what shows a row."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        if change:
            self.stale(self.model._default_manager.get(pk=obj.pk))  # where it was until now
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.stale(form.instance)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.stale(obj)
        super().delete_model(request, obj)

    @atomic  # which Django does by itself everywhere but here
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.stale(row)
        super().delete_queryset(request, queryset)


def board_is_stale(board_id: int) -> None:
    """Name what shows a board, its members and its tasks."""
    invalidate("board", board_id=board_id)
    invalidate(my_boards)
    invalidate("staff")


def task_is_stale(task: Task) -> None:
    """Name what shows a task, its comments and its files."""
    invalidate("task", task_id=task.pk)
    invalidate("board", board_id=task.board_id)
