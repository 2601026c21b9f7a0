"""A store in this process: enough where one process serves."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import ClassVar, NamedTuple

from . import DAY, MINUTE, IdempotencyStore

MAX_BYTES = 16 * 1024 * 1024
"""Bytes of answers that are kept."""


class _Entry(NamedTuple):
    value: bytes
    expires: float


class MemoryStore(IdempotencyStore):
    """Keeps answers in memory, and forgets those that were not asked for the longest when there are too many.

    Args:
        max_bytes: how many bytes of answers are kept. The last one is, whatever its size.
        clock: tells the seconds.
    """

    may_block: ClassVar[bool] = False

    def __init__(
        self,
        *,
        keep: float = DAY,
        lease: float = MINUTE,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(keep=keep, lease=lease)
        self._max_bytes = max_bytes
        self._clock = clock
        self._claims: dict[str, _Entry] = {}
        self._answers: dict[str, _Entry] = {}
        """Those asked for last stand last."""
        self._bytes = 0
        self._lock = threading.Lock()

    def claim(self, key: str, claim: bytes) -> bytes | None:
        with self._lock:
            now = self._clock()
            answer = self._answers.pop(key, None)
            if answer is not None and answer.expires > now:
                self._answers[key] = answer
                return answer.value
            if answer is not None:
                self._bytes -= len(answer.value)
            standing = self._claims.get(key)
            if standing is not None and standing.expires > now:
                return standing.value
            self._forget_void(now)
            self._claims[key] = _Entry(claim, now + self.lease)
            return None

    def replace(self, key: str, claim: bytes, answer: bytes) -> None:
        with self._lock:
            standing = self._claims.get(key)
            if key in self._answers or (standing is not None and standing.value != claim):
                return
            self._claims.pop(key, None)
            self._answers[key] = _Entry(answer, self._clock() + self.keep)
            self._bytes += len(answer)
            self._make_room()

    def release(self, key: str, claim: bytes) -> None:
        with self._lock:
            standing = self._claims.get(key)
            if standing is not None and standing.value == claim:
                del self._claims[key]

    def _forget_void(self, now: float) -> None:
        """Forget claims whose lease is over: they stand in the order in which that happens."""
        while self._claims:
            key = next(iter(self._claims))
            if self._claims[key].expires > now:
                return
            del self._claims[key]

    def _make_room(self) -> None:
        while self._bytes > self._max_bytes and len(self._answers) > 1:
            oldest = next(iter(self._answers))
            self._bytes -= len(self._answers.pop(oldest).value)
