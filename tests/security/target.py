"""A server under attack: requests go to it, and whatever no answer may be is noticed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import lru_cache
from typing import Any

from tests.afi.backends import Running
from tests.afi.expectations import breaches, lasting
from tests.afi.messages import MOUNT
from tests.afi.scenes import Fault, Stream
from tests.afi.wire import Answer, Request

from .sabotage import HEADER
from .shapes import Shape
from .transports import TO_FUNCTIONS, Transport, live

TRACES = ("Traceback", 'File "', ".py", "site-packages", "RuntimeError", "Exception", "<html", "<!DOCTYPE", "hunter2")
"""What shows the inside of a server."""


class Target:
    """One server, whole or with a guard that is broken on purpose."""

    def __init__(self, shape: Shape, running: Running, sabotage: str | None = None) -> None:
        self.shape = shape
        self.port = running.port
        self._running = running
        self._sabotage = sabotage
        self._wire = running.connect()
        self._stream: Stream | None = None
        self._seen: list[str] = []

    def close(self) -> None:
        """Hang up."""
        self._wire.close()
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()

    def sabotaged(self, name: str) -> Target:
        """Return the same server with a broken guard."""
        return Target(self.shape, self._running, name)

    def send(self, request: Request) -> Answer:
        """Send a request below the mount point, and notice what holds for every answer there."""
        answer = self.raw(request)
        self._seen += [f"{_short(request)}: {each}" for each in _never(request, answer)]
        return answer

    def raw(self, request: Request) -> Answer:
        """Send a request, and take whatever comes."""
        if self._sabotage is not None:
            headers = (*request.headers, (HEADER, self._sabotage))
            request = Request(request.method, request.target, headers, request.body, request.chunked)
        return self._wire.send(request)

    def transport(self, name: str) -> Transport:
        """Return a way to this server."""
        return TO_FUNCTIONS[name] if name in TO_FUNCTIONS else live(self._connection())

    @contextmanager
    def watched(self) -> Iterator[list[str]]:
        """Collect what was noticed meanwhile."""
        self._seen.clear()
        yield self._seen

    def _connection(self) -> str:
        if self._stream is None:
            self._stream = Stream(self.port, Request("GET", f"{MOUNT}/live", (), b""), Fault())
            event = self._stream.hear(5)
            assert event is not None, self._stream.answer
            self._ready = event["data"]["connection"]
        return self._ready


def code(answer: Answer) -> str | None:
    """Return the code of an error, in the envelope or in the only slot of a bundle; None where nothing failed."""
    try:
        body: Any = json.loads(answer.body)
        if "error" in body:
            return body["error"]["code"]
        return next((each["code"] for each in body.get("errors", {}).values()), None)
    except (ValueError, TypeError, KeyError, AttributeError):
        return f"no envelope: {answer.body[:80]!r}"


def essence(answer: Answer) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Return what a caller can tell two answers by."""
    return answer.status, answer.body, lasting(answer)


@lru_cache(10_000)
def _breaches(method: str, path: str, answer: Answer) -> list[str]:
    """Remember what was found: most answers are like many others, and to hold them to a schema takes time."""
    return breaches(Request(method, path, (), b""), answer)


def _never(request: Request, answer: Answer) -> Iterator[str]:
    undated = replace(answer, headers=tuple(each for each in answer.headers if each[0] != "date"))
    yield from _breaches(request.method, request.target.partition("?")[0][:50], undated)
    for name, value in answer.headers:
        if name.startswith("access-control-") or name in ("location", "refresh"):
            yield f"the header {name}: {value}"
    sent = request.target + request.body[:10_000].decode("latin-1")
    text = answer.body.decode("utf-8", "replace") + str(answer.headers)
    yield from (f"{each!r} shows" for each in TRACES if each in text and each not in sent)


def _short(request: Request) -> str:
    return f"{request.method} {request.target[:80]} {request.body[:60]!r}"
