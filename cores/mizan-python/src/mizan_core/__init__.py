"""Mizan's core: declare functions for frontends, and answer their calls without I/O.

`client` is imported from `mizan_core.client.function`, since here it would hide the package of that name.
"""

from .client.caching import Cache
from .client.targets import context
from .diagnostics import DeclarationError, Problem
from .errors import (
    BadRequest,
    Forbidden,
    MizanError,
    NotFound,
    RateLimited,
    Unauthenticated,
    ValidationFailed,
)
from .invalidation import invalidate
from .registry import Registry, default_registry, register
from .types import BigInt

__all__ = [
    "BadRequest",
    "BigInt",
    "Cache",
    "DeclarationError",
    "Forbidden",
    "MizanError",
    "NotFound",
    "Problem",
    "RateLimited",
    "Registry",
    "Unauthenticated",
    "ValidationFailed",
    "context",
    "default_registry",
    "invalidate",
    "register",
]
