"""Which service carries what a registry publishes, by what is set."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .. import diagnostics
from ..diagnostics import DeclarationError
from .service import Service
from .settings import SECRET_VARIABLE, Live, chosen

if TYPE_CHECKING:
    from ..registry import Registry


def connect(registry: Registry, live: Live | str | None = None) -> Service | None:
    """Carry what a registry publishes to where it is watched; None where live is off. Doing it again costs nothing.

    Processes that serve nobody need no more than this: a command, a task of a queue.

    Args:
        registry: whose targets are carried.
        live: settings, a URL, or None for what MIZAN_LIVE says; "" is off.

    Raises:
        ValueError: it is no setting for live.
        DeclarationError: what it needs is missing.
    """
    settings = chosen(live)
    if settings is None:
        return None
    if settings not in registry.live:
        try:
            registry.live[settings] = Service(registry, settings)
        except ImportError:
            fix = "Install mizan-python[redis]."
            raise DeclarationError(
                [diagnostics.unusable_live(settings.shown, "the package redis is not installed", fix)]
            ) from None
    return registry.live[settings]


def serve(registry: Registry, live: Live | str | None = None, secret: str | bytes | None = None) -> Service | None:
    """Do the same in a process that answers requests.

    Args:
        registry: whose targets are carried.
        live: as above.
        secret: what topics are signed by; what MIZAN_SECRET says unless given.

    Raises:
        ValueError: as above.
        DeclarationError: as above; several processes need a secret.
    """
    service = connect(registry, live)
    if service is not None:
        given = secret or os.environ.get(SECRET_VARIABLE)
        if not given and service.settings.is_shared:
            why = "processes that share no secret cannot tell each other who may watch what"
            fix = "Set MIZAN_SECRET, or pass create_router(secret=…): one long random text, the same for all of them."
            raise DeclarationError([diagnostics.unusable_live(service.settings.shown, why, fix)])
        service.sign_by(given.encode() if isinstance(given, str) else given)
    return service
