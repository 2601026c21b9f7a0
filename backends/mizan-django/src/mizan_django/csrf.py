"""Whether a browser was made to call by somebody else's page: Django's own check, where cookies say who calls."""

from __future__ import annotations

from functools import cache

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.signals import setting_changed
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from mizan_core.errors import CsrfFailed
from mizan_core.http import is_sent_unasked


class _Reason(HttpResponse):
    """Carries why a request was refused, in place of a page."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class _Check(CsrfViewMiddleware):
    """Django's check, which says its reason, and looks for the token in the header alone."""

    def _reject(self, request: HttpRequest, reason: str) -> _Reason:  # noqa: ARG002  # Django's own signature
        return _Reason(reason)

    def _check_token(self, request: HttpRequest) -> None:
        # The stock check looks into the form first, which reads the whole body, before any limit.
        had = request.__dict__.get("_post")
        request._post = _NO_FORM  # type: ignore[attr-defined]
        try:
            super()._check_token(request)  # type: ignore[misc]
        finally:
            if had is None:
                del request._post  # type: ignore[attr-defined]
            else:
                request._post = had  # type: ignore[attr-defined]


_NO_FORM: dict[str, str] = {}


def _no_view(*_: object) -> HttpResponse:
    """Stand where Django's check wants a view, to see whether that is exempt."""
    return HttpResponse()


@cache
def _check() -> _Check:
    """Return Django's check, which keeps what settings say of origins."""
    return _Check(_no_view)


def _forget(*, setting: str, **_: object) -> None:
    if setting == "CSRF_TRUSTED_ORIGINS":
        _check.cache_clear()


setting_changed.connect(_forget)


def check_csrf(request: HttpRequest) -> None:
    """Refuse a POST that carries cookies, or was authenticated by the server in front, and has no valid token.

    Raises:
        CsrfFailed: with Django's reason, the origin seen and those expected. The answer sets the cookie anew.
    """
    if not request.META.get("HTTP_COOKIE") and "REMOTE_USER" not in request.META and not _is_sent_unasked(request):
        return
    refused = _check().process_view(request, _no_view, (), {})
    if isinstance(refused, _Reason):
        if not settings.CSRF_USE_SESSIONS:
            get_token(request)
        raise CsrfFailed(refused.reason, details=_seen(request))


async def check_csrf_async(request: HttpRequest) -> None:
    """Do the same in an event loop: a token in the session may have to be fetched from the database."""
    if settings.CSRF_USE_SESSIONS:
        await sync_to_async(check_csrf)(request)
    else:
        check_csrf(request)


def offer_token(request: HttpRequest) -> None:
    """See that a page without the cookie gets the one that its POSTs will need; nobody but our clients is bothered."""
    if "CSRF_COOKIE" not in request.META and "HTTP_MIZAN_PROTOCOL" in request.META and not settings.CSRF_USE_SESSIONS:
        get_token(request)


def _is_sent_unasked(request: HttpRequest) -> bool:
    """Tell whether a browser sent credentials by itself; programs say nothing of where they come from."""
    is_browser = "HTTP_ORIGIN" in request.META or "HTTP_SEC_FETCH_SITE" in request.META
    return is_browser and is_sent_unasked(request.META.get("HTTP_AUTHORIZATION", ""))


def _seen(request: HttpRequest) -> dict[str, object]:
    return {"origin": request.META.get("HTTP_ORIGIN"), "expected": sorted(settings.CSRF_TRUSTED_ORIGINS)}
