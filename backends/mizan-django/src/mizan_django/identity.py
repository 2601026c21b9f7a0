"""Who calls: `request.user`."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest


class RequestCaller:
    """The caller of one request: `request.user`, read afresh each time."""

    __slots__ = ("_first", "_loaded", "request")

    def __init__(self, request: HttpRequest) -> None:
        self.request: Any = request
        self._loaded: Any = None
        self._first: Any = getattr(request, "user", None)

    @property
    def user(self) -> Any:
        return getattr(self.request, "user", None)

    def header(self, name: str) -> str | None:
        """Return a header by its lower-case name."""
        return self.request.META.get(f"HTTP_{name.upper().replace('-', '_')}")

    def renew(self) -> None:
        """Let `request.auser()` tell of who signed in or out meanwhile: Django's own keeps its first answer."""
        user = getattr(self.request, "user", None)
        if user is not self._first:

            async def auser() -> Any:
                return user

            self.request.auser = auser

    async def load(self) -> None:
        """Load the user where the event loop is not held up, unless that is the one already loaded.

        Not by `request.auser()`, which knows only of Django's own session: other middleware, and signing in, set
        `request.user`.
        """
        user = self.user
        if user is not self._loaded:
            await sync_to_async(bool)(user)
            self._loaded = user
