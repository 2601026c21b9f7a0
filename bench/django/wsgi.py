"""Requests to a WSGI application in this process: no socket, no client library, CPU time only."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

TOKEN = "t" * 32
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request of a page; `path` may carry a query string."""

    method: str
    path: str
    body: bytes = b""

    def environ(self) -> dict[str, Any]:
        """Return what a server hands to the application, with the cookies of a browser that is signed in."""
        path, _, query = self.path.partition("?")
        return {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "RAW_URI": self.path,
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(self.body)),
            "HTTP_HOST": "testserver",
            "HTTP_COOKIE": f"sessionid=bench; csrftoken={TOKEN}",
            "HTTP_X_CSRFTOKEN": TOKEN,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.url_scheme": "http",
        }


def send(app: Application, request: Request) -> tuple[str, bytes]:
    """Return status line and body of the answer."""
    lines: list[str] = []

    def start_response(status: str, _: object) -> None:
        lines.append(status)

    response: Any = app(request.environ(), start_response)
    body = b"".join(response)
    response.close()
    return lines[0], body


def cpu_per_job(app: Application, job: list[Request], repeats: int) -> float:
    """Return the CPU time of one job in microseconds."""
    started = time.process_time()
    for _ in range(repeats):
        for request in job:
            send(app, request)
    return (time.process_time() - started) / repeats * 1e6
