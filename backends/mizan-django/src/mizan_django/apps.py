"""The application `mizan_django`: what happens when Django starts."""

from __future__ import annotations

import inspect

from django.apps import AppConfig
from django.conf import settings as django_settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from mizan_core.diagnostics import DeclarationError
from mizan_core.invalidation import use_transactions
from mizan_core.live import connect
from mizan_core.parameters import add_platform
from mizan_core.registry import default_registry

from . import conf, tokens
from .discovery import discover
from .platform import DjangoPlatform
from .transactions import DjangoTransactions

_PLATFORM = DjangoPlatform()


class MizanConfig(AppConfig):
    """Discovers every application's clients, and closes the registry."""

    name = "mizan_django"
    verbose_name = "Mizan"

    def ready(self) -> None:
        """Register what there is. A server does not start with mistakes in it; commands leave them to their checks."""
        from .checks import TAG, check_project  # loads middleware, for which applications must be ready

        checks.register(check_project, TAG)
        add_platform(_PLATFORM)
        use_transactions(DjangoTransactions())
        discover(default_registry)
        by_command = _set_up_by_a_command()
        if by_command and any(conf.problems(conf.written())):
            return
        settings = conf.current()
        default_registry.strict = settings.strict
        default_registry.configure(
            outdated=settings.outdated,
            idempotency=settings.idempotency,
            cache=settings.cache,
            secret=_secret(),
        )
        connect(default_registry, settings.live)
        if not by_command:
            _refuse_wrong_shapes()
            default_registry.seal()
            tokens.open_keys()


def _secret() -> str | None:
    """Return Django's own secret; commands such as that which exports the document need none."""
    try:
        return django_settings.SECRET_KEY
    except ImproperlyConfigured:
        return None


def _refuse_wrong_shapes() -> None:
    from .shapes.compiling import mistakes  # shapes are of models, for which applications must be ready

    found = mistakes()
    if found:
        raise DeclarationError(found, "shapes")


def _set_up_by_a_command() -> bool:
    """Tell whether `manage.py` is at work: its checks say what is wrong, all together."""
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_globals.get("__name__") == "django.core.management":
            return True
        frame = frame.f_back
    return False
