"""A browser for tests: cookies, and the headers that a page sends."""

from __future__ import annotations

import json
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

    def result(self, function: str, **args: Any) -> Any:
        """Call a function that has to succeed; return its result."""
        answer = self.call(function, **args)
        assert "result" in answer, answer
        return answer["result"]

    def refusal(self, function: str, **args: Any) -> str:
        """Call a function that has to fail; return the code of its error."""
        return self.call(function, **args)["error"]["code"]

    def fetch(self, context: str, **params: Any) -> Any:
        """Fetch a context; return the whole answer."""
        return self.http.post(f"/api/mizan/context/{context}", json={"params": params}).json()

    def data(self, context: str, **params: Any) -> Any:
        """Fetch a context that has to succeed; return its data by function."""
        answer = self.fetch(context, **params)
        assert "errors" not in answer, answer
        return answer["data"]

    def attach(self, board: int, task: int, name: str, content: bytes) -> Any:
        """Attach a file as the page does; return the whole answer."""
        args = json.dumps({"board_id": board, "task_id": task})
        parts = {"args": (None, args, "application/json"), "file": (name, content, "application/octet-stream")}
        return self.http.post("/api/mizan/call/attach_file", files=parts).json()
