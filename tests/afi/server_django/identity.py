"""Takes the identity from a header or a cookie, in place of a session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest

from ..host.identities import claimed


class IdentifyMiddleware:
    """Sets `request.user`, under WSGI and under ASGI."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self._get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: Any) -> Any:
        request.user = claimed(request.headers.get("x-test-identity"), request.META.get("HTTP_COOKIE", ""))
        return self._get_response(request)
