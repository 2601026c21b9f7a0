"""The log of an application that is a single process."""

from __future__ import annotations

import threading
import time

from .broker import Message, Reader
from .positions import Position


class MemoryBroker:
    """Hands messages on in the thread that publishes; `position` also says when this process began."""

    def __init__(self) -> None:
        self._began = int(time.time() * 1000)
        self._count = 0
        self._reader: Reader | None = None
        self._lock = threading.RLock()

    @property
    def position(self) -> Position:
        return self._began, self._count

    def start(self, reader: Reader) -> None:
        with self._lock:
            if self._reader is None:
                self._reader = reader
                reader.lose(self.position)

    def wait(self, seconds: float) -> bool:  # noqa: ARG002  # it never takes any time
        return self._reader is not None

    def publish(self, message: Message) -> None:
        with self._lock:
            self._count += 1
            if self._reader is not None:
                self._reader.receive(self.position, message)

    send = publish

    def close(self) -> None:
        with self._lock:
            self._reader = None
