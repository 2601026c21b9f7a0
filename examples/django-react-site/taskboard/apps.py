"""The application `taskboard`."""

from __future__ import annotations

from django.apps import AppConfig


class TaskboardConfig(AppConfig):
    name = "taskboard"
    verbose_name = "Task board"
