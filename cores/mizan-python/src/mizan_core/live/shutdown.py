"""Whether the server is about to stop: it waits for streams to end, which would not end by themselves."""

from __future__ import annotations

import signal
import threading
import weakref
from collections.abc import Callable
from types import FrameType
from typing import Any

_ends: weakref.WeakSet[Any] = weakref.WeakSet()
_servers: weakref.WeakSet[Any] = weakref.WeakSet()
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def watch(end: Callable[[], None]) -> None:
    """Call a method when this process is told to stop, before the server hears of it."""
    owner: Any = end.__self__  # type: ignore[attr-defined]
    _ends.add(owner)
    if threading.current_thread() is threading.main_thread():
        for each in _SIGNALS:
            _put_in_front(each)


def is_coming() -> bool:
    """Tell whether a server that decides by itself to stop, as uvicorn may after a number of requests, has done so."""
    return any(each.should_exit or not all(it.is_serving() for it in getattr(each, "servers", ())) for each in _servers)


def _put_in_front(number: signal.Signals) -> None:
    """Hear of a signal before the server's own handler; without one, nothing waits for streams."""
    handler = signal.getsignal(number)
    if not callable(handler) or isinstance(handler, _Handler):
        return
    server = getattr(handler, "__self__", None)
    if isinstance(getattr(server, "should_exit", None), bool):
        _servers.add(server)
    signal.signal(number, _Handler(handler))


class _Handler:
    def __init__(self, behind: Callable[[int, FrameType | None], Any]) -> None:
        self._behind = behind

    def __call__(self, number: int, frame: FrameType | None) -> Any:
        for each in list(_ends):
            each.end_all()
        return self._behind(number, frame)
