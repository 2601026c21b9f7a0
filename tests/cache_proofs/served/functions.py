"""What is read and written: rows with a version each, and a canary that every user has alone."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from mizan_core import Cache, register
from mizan_core.cache import Caching
from mizan_core.cache.opening import open_store
from mizan_core.client.function import client

from ..worker import HOLD, WithoutGenerations, settle

Run = Callable[[str, tuple[Any, ...]], Any]
"""Executes a statement, and returns its first row."""

SECRET = "a secret that all workers share, of 32 bytes or more"


class User:
    """Who calls, by name."""

    is_authenticated = True
    is_staff = is_superuser = False

    def __init__(self, name: str) -> None:
        self.username = name


class Host(Protocol):
    """What the backend's module knows."""

    def transaction(self, begin: str) -> AbstractContextManager[Run]:
        """Open what a function works in, by a statement if it is not open yet."""
        ...

    def user_of(self, request: Any) -> User:
        """Return who sent a request."""
        ...


hosts: list[Host] = []
"""The one backend that serves."""

chance = random.Random()


def caching() -> Caching:
    """Return the cache that the environment names, spoilt if it says so."""
    settle()
    store: Any = os.environ["CACHE_STORE"]
    if os.environ.get("CACHE_SABOTAGE") == "delete":
        store = WithoutGenerations(open_store(store, hold=HOLD))
    return Caching(store, hold=HOLD)


@contextmanager
def slowly() -> Iterator[None]:
    time.sleep(chance.random() * 0.004)
    yield
    time.sleep(chance.random() * 0.004)


def _version(run: Run, row: str) -> int:
    return run("SELECT version FROM rows WHERE row = %s", (row,))[0]


@register
@client(context="row", auth=True, cache=Cache(5, stale=5))
def own(row: str) -> int:
    """Read a row; the answer is kept for one user."""
    with hosts[0].transaction("BEGIN") as run, slowly():
        return _version(run, row)


@register
@client(context="row", cache=Cache(5, scope="public", stale=5))
def everybodys(row: str) -> int:
    """Read a row; the answer is kept for all."""
    with hosts[0].transaction("BEGIN") as run, slowly():
        return _version(run, row)


@register
@client(context="canary", auth=True, cache=60)
def canary(request: Any) -> str:
    """Say who asks."""
    return hosts[0].user_of(request).username


@register
@client(affects="row")
def write(row: str) -> int:
    """Write a row, and return its new version."""
    with hosts[0].transaction("BEGIN IMMEDIATE") as run, slowly():
        run("UPDATE rows SET version = version + 1 WHERE row = %s", (row,))
        return _version(run, row)
