"""Requests to an ASGI application in this process: no socket, no client library, CPU time only."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; `path` may carry a query string."""

    method: str
    path: str
    body: bytes = b""

    def scope(self) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [
                (b"host", b"testserver"),
                (b"content-type", b"application/json"),
                (b"content-length", str(len(self.body)).encode()),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }


async def send(app: ASGIApp, request: Request) -> tuple[int, bytes]:
    """Return status and body of the answer."""
    status = 0
    parts: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def collect(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            parts.append(message.get("body", b""))

    await app(request.scope(), receive, collect)
    return status, b"".join(parts)


def cpu_per_job(app: ASGIApp, job: list[Request], repeats: int) -> float:
    """Return the CPU time of one job in microseconds."""

    async def run() -> float:
        started = time.process_time()
        for _ in range(repeats):
            for request in job:
                await send(app, request)
        return (time.process_time() - started) / repeats * 1e6

    return asyncio.run(run())
