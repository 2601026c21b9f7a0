"""Fixtures shared by the core's tests."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from mizan_core import Registry

from tests import redis_server
from tests.shelf import Shelf


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture(params=["memory", "sqlite", "redis"])
def store(request: pytest.FixtureRequest, tmp_path) -> Any:
    """Where a cache keeps answers: each of the three ways."""
    if request.param == "redis":
        with redis_server.serving() as url:
            redis.Redis.from_url(url).set("{mizan}:since", 1)  # else it is taken for one that was just emptied
            yield url
    else:
        yield "memory" if request.param == "memory" else f"sqlite:///{tmp_path}/cache.db"


@pytest.fixture
def shelf(store: str) -> Any:
    shelf = Shelf(store)
    yield shelf
    shelf.close()
