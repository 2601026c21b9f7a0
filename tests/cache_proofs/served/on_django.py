"""The application on Django: `uvicorn tests.cache_proofs.served.on_django:app`. Mutations run in a transaction."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connection
from django.urls import include, path

from . import functions

settings.configure(
    SECRET_KEY=functions.SECRET,
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["mizan_django"],
    MIDDLEWARE=[f"{__name__}.Identify"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["CACHE_DATABASE"],
            "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE"},
        }
    },
    MIZAN={"ATOMIC": "mutations", "CACHE": functions.caching()},
    SILENCED_SYSTEM_CHECKS=["mizan.W002"],
)


@contextmanager
def transaction(_: str) -> Iterator[functions.Run]:
    """Work in what Mizan has begun, if anything."""
    with connection.cursor() as cursor:

        def run(sql: str, values: tuple[Any, ...]) -> Any:
            cursor.execute(sql, values)
            return cursor.fetchone() if cursor.description else None

        yield run


def user_of(request: Any) -> functions.User:
    return request.user


functions.hosts.append(sys.modules[__name__])  # pyright: ignore[reportArgumentType]  # a module is one as well


class Identify:
    """Takes the caller's name from a header."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self._get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: Any) -> Any:
        name = request.headers.get("x-name")
        request.user = functions.User(name) if name else None
        return self._get_response(request)


urlpatterns = [path("api/mizan/", include("mizan_django.urls"))]
app = get_asgi_application()
