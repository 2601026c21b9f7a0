"""A client whose calls go through Django's ASGI handler."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from mizan_core.testing import Answer
from mizan_django.testing import MizanClient


class LoopClient(MizanClient):
    """Calls functions as under ASGI; what is `def` runs in the test's own thread."""

    def call(self, *args: Any, **options: Any) -> Answer:
        return async_to_sync(self.acall)(*args, **options)

    def context(self, *args: Any, **options: Any) -> Answer:
        return async_to_sync(self.acontext)(*args, **options)
