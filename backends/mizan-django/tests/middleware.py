"""Middleware as projects have it, for either colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from desk.models import Member
from django.contrib.auth.models import AnonymousUser
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.functional import SimpleLazyObject


class Middleware:
    """Does something to each request, under WSGI and under ASGI."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self._get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: Any) -> Any:
        self.see(request)
        return self._get_response(request)

    def see(self, request: Any) -> None:
        """Do it."""


class ReadsBody(Middleware):
    """Logs bodies, say."""

    def see(self, request: Any) -> None:
        request.seen = len(request.body)


class ReadsForm(Middleware):
    """Looks for a field in forms, say."""

    def see(self, request: Any) -> None:
        request.seen = request.POST.get("field")


class ReadsStream(Middleware):
    """Reads the body and keeps nothing."""

    def see(self, request: Any) -> None:
        request.read()


class SignsInByHeader(Middleware):
    """Knows users by a token, and asks the database only when somebody wants to know."""

    def see(self, request: Any) -> None:
        found = Member.objects.filter(email=request.headers.get("x-token"))
        request.user = SimpleLazyObject(lambda: found.first() or AnonymousUser())


class ChecksTokens(CsrfViewMiddleware):
    """Does what Django's own does, and is not it."""


def only_sync(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Stand for the many that know no `async`."""
    return lambda request: get_response(request)


def only_async(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Stand for the few that know nothing else."""

    async def middleware(request: Any) -> Any:
        return await get_response(request)

    return middleware


only_async.sync_capable = False  # type: ignore[attr-defined]
only_async.async_capable = True  # type: ignore[attr-defined]
