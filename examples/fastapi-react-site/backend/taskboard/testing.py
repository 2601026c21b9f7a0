"""A browser for tests: cookies, and the headers that a page sends."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

HEADERS = {"mizan-protocol": "1", "sec-fetch-site": "same-origin"}


class Browser:
    """A client with cookies, as a page of the task board is one."""

    def __init__(self, app: FastAPI) -> None:
        self.http = TestClient(app, base_url="http://testserver", headers=HEADERS)

    def call(self, function: str, mounted: list[dict[str, Any]] | None = None, **args: Any) -> Any:
        """Call a function; return the whole answer."""
        body: dict[str, Any] = {"args": args} | ({"mounted": mounted} if mounted else {})
        return self.http.post(f"/api/mizan/call/{function}", json=body).json()

    def fetch(self, context: str, **params: Any) -> Any:
        """Fetch a context; return the whole answer."""
        return self.http.post(f"/api/mizan/context/{context}", json={"params": params}).json()
