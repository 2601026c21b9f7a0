"""Mizan Web Tokens on Django: who calls by one, and `POST token`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.signals import setting_changed
from django.http import HttpRequest, HttpResponse
from mizan_core.auth import identity_sources, is_authenticated, is_staff, is_superuser
from mizan_core.dispatch import failure
from mizan_core.http import check_json, nothing_here
from mizan_core.presented import FORGET, Presented, presented

from . import conf
from .csrf import check_csrf
from .errors import translate
from .requests import content_type, is_literal, method, read_body
from .responses import respond

if TYPE_CHECKING:
    from mizan_core.tokens import Claims
    from mizan_core.tokens.service import TokenService

_IN_COOKIE = "_mizan_token_user"
"""Where a request with the cookie has whom that names, as the function finds him: who is another one then has signed in
or out meanwhile."""

_ANOTHER = object()
"""Stands there for somebody who is not the caller."""


@cache
def service() -> TokenService | None:
    """Return what knows tokens, with Django's own hooks where the project has none; None where there are no tokens."""
    tokens = conf.current().tokens
    if tokens is None:
        return None
    from mizan_core.tokens.service import TokenService  # an extra

    return TokenService(
        replace(
            tokens,
            load_user=tokens.load_user or load_user,
            permission_version=tokens.permission_version or permission_version,
            session_of=tokens.session_of or session_of,
        )
    )


def open_keys() -> None:
    """Look at the keys, if there are tokens.

    Raises:
        DeclarationError: they cannot be used.
    """
    tokens = service()
    if tokens is not None:
        tokens.open()


def identify(request: HttpRequest) -> None:
    """Let `request.user` be whom a token names: that of a Bearer, else of the session if it counts, else of the cookie.

    Raises:
        TokenExpired: the token was good once.
        TokenInvalid: it is not to be believed.
    """
    tokens = service()
    if tokens is None:
        return
    found = _presented(request)
    if found is None:
        if not _sessions_count():
            _become(request, _nobody())
        return
    user = getattr(request, "user", None)
    if found.by_cookie and _sessions_count() and is_authenticated(user):
        setattr(request, _IN_COOKIE, user if tokens.names(found, user) else _ANOTHER)
        return
    user = _user(tokens, found)
    _become(request, user)
    if found.by_cookie:
        setattr(request, _IN_COOKIE, user)


async def identify_async(request: HttpRequest) -> None:
    """Do the same in an event loop: to load a user takes a thread."""
    if service() is not None and _presented(request) is not None:
        await sync_to_async(identify)(request)
    else:
        identify(request)


def farewell(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """End the cookie where it names somebody else than the caller, if only by now. Return the response."""
    if hasattr(request, _IN_COOKIE) and getattr(request, _IN_COOKIE) is not getattr(request, "user", None):
        response.headers["Set-Cookie"] = FORGET
    return response


def token_view(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """Answer `POST token`: a new one for whom the session names. A token gets nobody another one."""
    try:
        tokens = service()
        if tokens is None or not is_literal(request, "token"):
            raise nothing_here()
        tokens.check(method(request))
        body = read_body(request, conf.current().body_limit)
        if body:
            check_json(content_type(request))
        check_csrf(request)
        reply = tokens.issue(getattr(request, "user", None), request, body)
    except Exception as error:
        reply = failure(translate(error, request))
    return respond(reply)


def load_user(claims: Claims) -> Any:
    """Return the user whose primary key a token names; None if there is none."""
    try:
        return get_user_model()._default_manager.get(pk=claims.user_id)  # as sessions do
    except (ObjectDoesNotExist, ValidationError, ValueError, OverflowError):
        return None


def permission_version(user: Any) -> int:
    """Return a number that changes with a user's password and with what he is, as far as his own row says it."""
    password = user.get_session_auth_hash() if hasattr(user, "get_session_auth_hash") else ""
    parts = f"{password} {is_staff(user)} {is_superuser(user)}"
    return int.from_bytes(sha256(parts.encode()).digest()[:6])  # as large as a number in JSON may be


def session_of(request: Any) -> str | None:
    """Return the key of a request's session."""
    session = getattr(request, "session", None)
    return None if session is None else session.session_key


def _user(tokens: TokenService, found: Presented) -> Any:
    claims = tokens.read(found)
    load = tokens.tokens.load_user
    assert load is not None
    user = load(claims)
    tokens.accept(found, claims, user)
    return user


def _presented(request: HttpRequest) -> Presented | None:
    return presented(request.META.get("HTTP_AUTHORIZATION"), request.META.get("HTTP_COOKIE"))


def _become(request: Any, user: Any) -> None:
    async def auser() -> Any:
        return user

    request.user, request.auser = user, auser


def _nobody() -> Any:
    if not apps.is_installed("django.contrib.auth"):
        return None
    from django.contrib.auth.models import AnonymousUser  # has a model beside it

    return AnonymousUser()


@cache
def _sessions_count() -> bool:
    return "session" in identity_sources(conf.current().identity, tokens=True)


def _forget(*, setting: str, **_: object) -> None:
    if setting == "MIZAN":
        service.cache_clear()
        _sessions_count.cache_clear()


setting_changed.connect(_forget)
