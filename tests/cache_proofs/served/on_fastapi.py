"""The application on FastAPI: `uvicorn tests.cache_proofs.served.on_fastapi:app`."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI
from mizan_fastapi import create_router

from . import functions

_own = threading.local()


@contextmanager
def transaction(begin: str) -> Iterator[functions.Run]:
    """Begin, and commit; a connection belongs to its thread."""
    if not hasattr(_own, "connection"):
        _own.connection = sqlite3.connect(os.environ["CACHE_DATABASE"], timeout=30, isolation_level=None)
    connection: sqlite3.Connection = _own.connection
    connection.execute(begin)
    try:
        yield lambda sql, values: connection.execute(sql.replace("%s", "?"), values).fetchone()
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def user_of(request: Any) -> functions.User:
    return request.state.user


functions.hosts.append(sys.modules[__name__])  # pyright: ignore[reportArgumentType]  # a module is one as well


class Identify:
    """Takes the caller's name from a header."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            name = dict(scope["headers"]).get(b"x-name", b"").decode()
            scope.setdefault("state", {})["user"] = functions.User(name) if name else None
        await self._app(scope, receive, send)


app = FastAPI()
app.add_middleware(Identify)
app.include_router(create_router(cache=functions.caching(), secret=functions.SECRET), prefix="/api/mizan")
