"""Fixtures shared by the tests of the FastAPI backend: a fresh registry, and an application that serves it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from mizan_core import Registry
from mizan_fastapi import create_router
from starlette.testclient import TestClient


class Api:
    """An application under test, and the two kinds of request that Mizan knows."""

    def __init__(self, app: Any, client: TestClient, prefix: str) -> None:
        self.app = app
        self.client = client
        self._prefix = prefix

    def call(
        self, name: str, args: Mapping[str, Any] | None = None, mounted: Sequence[Any] = (), **options: Any
    ) -> Any:
        """Call a function; `options` are those of an HTTP client."""
        body: dict[str, Any] = {"args": dict(args or {})}
        if mounted:
            body["mounted"] = list(mounted)
        return self.client.post(f"{self._prefix}/call/{name}", json=body, **options)

    def fetch(self, context: str, params: Mapping[str, Any] | None = None, **options: Any) -> Any:
        """Fetch a context by GET."""
        query = {"params": json.dumps(params, separators=(",", ":"), sort_keys=True)} if params else {}
        return self.client.get(f"{self._prefix}/context/{context}", params=query, **options)


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def serve(registry: Registry) -> Iterator[Callable[..., Api]]:
    """Serve an application, by default one with the registry's router, as a server would: with its lifespan."""
    with ExitStack() as stack:

        def start(app: Any = None, prefix: str = "/api/mizan", **options: Any) -> Api:
            if app is None:
                app = FastAPI()
                app.include_router(create_router(registry=registry, **options), prefix=prefix)
            return Api(app, stack.enter_context(TestClient(app)), prefix)

        yield start
