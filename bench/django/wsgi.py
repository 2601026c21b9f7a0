"""Requests to a WSGI application in this process: no socket, no client library, CPU time only."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

TOKEN = "t" * 32
SESSION = "s" * 32
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; `path` may carry a query string, `browser` adds cookies and the CSRF token."""

    method: str
    path: str
    body: bytes = b""
    browser: bool = False

    def environ(self) -> dict[str, Any]:
        """Return what a server hands to the application."""
        path, _, query = self.path.partition("?")
        cookies = {"HTTP_COOKIE": f"sessionid={SESSION}; csrftoken={TOKEN}", "HTTP_X_CSRFTOKEN": TOKEN}
        return {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "RAW_URI": self.path,
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(self.body)),
            "HTTP_HOST": "testserver",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.url_scheme": "http",
            **(cookies if self.browser else {}),
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
