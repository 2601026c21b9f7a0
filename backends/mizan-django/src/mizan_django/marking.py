"""What Django's handler and middleware are told of our views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connections


def marked(view: Callable[..., Any]) -> Callable[..., Any]:
    """Tell Django's handler and middleware what they need not do."""
    made: Any = view
    made.csrf_exempt = True  # checked in the view, in the protocol's order
    made.login_required = False  # refused by an envelope, not by a redirect
    made._non_atomic_requests = set(connections.settings)  # the transaction ends before fresh data is read
    return made
