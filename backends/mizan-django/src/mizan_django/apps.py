"""The application `mizan_django`: what happens when Django starts."""

from __future__ import annotations

import inspect

from django.apps import AppConfig
from django.core import checks
from mizan_core.invalidation import use_transactions
from mizan_core.live import connect
from mizan_core.parameters import add_platform
from mizan_core.registry import default_registry

from . import conf
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
        default_registry.configure(outdated=settings.outdated, idempotency=settings.idempotency)
        connect(default_registry, settings.live)
        if not by_command:
            default_registry.seal()


def _set_up_by_a_command() -> bool:
    """Tell whether `manage.py` is at work: its checks say what is wrong, all together."""
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_globals.get("__name__") == "django.core.management":
            return True
        frame = frame.f_back
    return False
