"""Mizan on FastAPI."""

from mizan_core import Cache, MizanError, context, invalidate, register
from mizan_core.client.function import client

from .errors import mizan_exception_handler, mizan_validation_handler
from .routes import create_router, install, router
from .tokens import jwks_router

__all__ = [
    "Cache",
    "MizanError",
    "client",
    "context",
    "create_router",
    "install",
    "invalidate",
    "jwks_router",
    "mizan_exception_handler",
    "mizan_validation_handler",
    "register",
    "router",
]
