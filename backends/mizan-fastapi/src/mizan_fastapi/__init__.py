"""Mizan on FastAPI."""

from mizan_core import MizanError, context, invalidate, register
from mizan_core.client.function import client

from .errors import mizan_exception_handler, mizan_validation_handler
from .routes import create_router, install, router

__all__ = [
    "MizanError",
    "client",
    "context",
    "create_router",
    "install",
    "invalidate",
    "mizan_exception_handler",
    "mizan_validation_handler",
    "register",
    "router",
]
