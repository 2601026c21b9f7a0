"""Mizan on Django: `INSTALLED_APPS += ["mizan_django"]` and `path("api/mizan/", include("mizan_django.urls"))`."""

from mizan_core import Cache, MizanError, context, invalidate, register
from mizan_core.client.function import client

__all__ = ["Cache", "MizanError", "client", "context", "invalidate", "register"]
