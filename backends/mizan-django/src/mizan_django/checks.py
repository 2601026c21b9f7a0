"""What `manage.py check` says: mistakes in declarations, and a project that would not work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import connections
from django.urls import URLResolver, get_resolver
from django.utils.module_loading import import_string
from mizan_core.compiled import Compiled
from mizan_core.diagnostics import DeclarationError
from mizan_core.listing import unregistered
from mizan_core.registry import Registry, default_registry

from . import conf, tokens
from .resolving import Functions
from .shapes.compiling import mistakes

TAG = "mizan"
_AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
_CSRF = "django.middleware.csrf.CsrfViewMiddleware"
_SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"


def check_project(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """Return everything that is wrong; nothing where only other applications are checked."""
    if app_configs is not None and all(each.name != "mizan_django" for each in app_configs):
        return []
    functions, found = _declarations(default_registry)
    return [
        *_settings(),
        *found,
        *_shapes(),
        *_keys(),
        *_middleware(functions),
        *_mounted(functions),
        *_cookie(),
        *_connections(),
    ]


def _settings() -> Iterator[CheckMessage]:
    for identifier, why, fix in conf.problems(conf.written()):
        yield _error(identifier, why, fix)


def _declarations(registry: Registry) -> tuple[Mapping[str, Compiled], list[CheckMessage]]:
    try:
        registry.seal()
    except DeclarationError as error:
        return {}, _mistakes(error)
    return registry.functions, [_warning("mizan.W001", why, fix) for why, fix in unregistered(registry)]


def _mistakes(error: DeclarationError) -> list[CheckMessage]:
    found = [(f"mizan.E{each.code.removeprefix('MZ')}", each) for each in error.problems]
    return [
        Error(f"{each.where}: {each.why}", hint=_hint(each.fix, each.code), id=identifier) for identifier, each in found
    ]


def _shapes() -> Iterator[CheckMessage]:
    for each in mistakes():
        yield _error(f"mizan.{each.code}", f"{each.where}: {each.why}", each.fix)


def _keys() -> list[CheckMessage]:
    if any(conf.problems(conf.written())):
        return []
    try:
        tokens.open_keys()
    except DeclarationError as error:
        return _mistakes(error)
    return []


def _middleware(functions: Mapping[str, Compiled]) -> Iterator[CheckMessage]:
    installed = [each for each in map(_imported, settings.MIDDLEWARE) if each is not None]
    if _has(installed, _SESSIONS) and not _has(installed, _CSRF):
        yield _error(
            "mizan.E003",
            "A session says who calls, but CsrfViewMiddleware is not installed, so that no page gets a token.",
            f'Add "{_CSRF}" to MIDDLEWARE, behind the sessions.',
        )
    guarded = [name for name, each in functions.items() if each.guard.requirement not in ("public", "custom")]
    if guarded and not _has(installed, _AUTHENTICATION):
        yield _warning(
            "mizan.W002",
            f"{guarded[0]} wants somebody who is signed in, but AuthenticationMiddleware is not installed.",
            "Install it, or silence this where another middleware sets request.user.",
        )


def _mounted(functions: Mapping[str, Compiled]) -> Iterator[CheckMessage]:
    if functions and getattr(settings, "ROOT_URLCONF", None) and not _is_mounted(get_resolver()):
        yield _warning(
            "mizan.W003",
            f"{len(functions)} functions are registered, but no URL leads to them.",
            'Add path("api/mizan/", include("mizan_django.urls")) to the urlpatterns of ROOT_URLCONF.',
        )


def _cookie() -> Iterator[CheckMessage]:
    for name in ("CSRF_USE_SESSIONS", "CSRF_COOKIE_HTTPONLY"):
        if getattr(settings, name):
            yield _warning(
                "mizan.W004",
                f"With {name} no page can read its token from the cookie.",
                "Leave it off, or put {{ csrf_token }} into the page and pass it on in the option headers of "
                "<MizanContext>; then silence this.",
            )


def _connections() -> Iterator[CheckMessage]:
    if not getattr(settings, "ASGI_APPLICATION", None):
        return
    for alias, each in connections.settings.items():
        if each["CONN_MAX_AGE"] != 0:
            yield _warning(
                "mizan.W005",
                f"CONN_MAX_AGE of the database {alias!r} keeps connections, but under ASGI every request has a thread "
                "of its own, so that each leaves one behind.",
                "Set it to 0, and let the database's own pool keep connections.",
            )


def _is_mounted(resolver: URLResolver) -> bool:
    return isinstance(resolver, Functions) or any(
        _is_mounted(each) for each in resolver.url_patterns if isinstance(each, URLResolver)
    )


def _imported(path: str) -> Any:
    try:
        return import_string(path)
    except ImportError:  # Django itself says so
        return None


def _has(installed: Iterable[Any], wanted: str) -> bool:
    """Tell whether a middleware, or one derived from it, is installed; by name, as importing it may want models."""
    classes = (base for each in installed if isinstance(each, type) for base in each.__mro__)
    return any(f"{each.__module__}.{each.__qualname__}" == wanted for each in classes)


def _error(identifier: str, why: str, fix: str) -> Error:
    return Error(why, hint=_hint(fix, identifier.removeprefix("mizan.")), id=identifier)


def _warning(identifier: str, why: str, fix: str) -> Warning:
    return Warning(why, hint=_hint(fix, identifier.removeprefix("mizan.")), id=identifier)


def _hint(fix: str, code: str) -> str:
    return f"{fix} (docs/errors/{code.lower()}.md)"
