"""Writing to a log that may be away: at once where that may block, else from a thread, and a gap for what was lost."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeAlias

logger = logging.getLogger("mizan")

RETRY = 0.5
"""Seconds between attempts to reach a log that is away."""

FLUSH = 2.0
"""Seconds that a process which ends waits for what is still to be written."""

_TOGETHER = 100

_Item: TypeAlias = tuple[bytes, bool] | threading.Event


class Publisher:
    """Appends messages, from any thread or event loop, and never raises.

    Args:
        append: appends messages to the log, or raises one of `failures` within a short time.
        failures: what it raises when the log is away.
        gap: the message that stands for those that were lost.
    """

    def __init__(
        self, append: Callable[[Sequence[bytes]], None], failures: tuple[type[Exception], ...], gap: bytes
    ) -> None:
        self._append = append
        self._failures = failures
        self._gap = gap
        self._lost = 0
        self._tried = 0.0
        self._queue: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self._process = 0

    @property
    def owes(self) -> bool:
        """Whether something was lost that no gap stands for yet."""
        return self._lost > 0

    def publish(self, message: bytes, *, lossy: bool = False) -> None:
        """Append a message; from an event loop in a thread, elsewhere before this returns.

        Args:
            message: what to append.
            lossy: nobody minds if it is lost.
        """
        if self._is_lost(lossy):
            self._work()
        elif _in_event_loop():
            self._queue.put((message, lossy))
            self._work()
        else:
            self._write([(message, lossy)])

    def flush(self, seconds: float = FLUSH) -> bool:
        """Wait until what was published is written, no longer than this; tell whether it is."""
        done = threading.Event()
        if self._worker is not None and self._process == os.getpid():
            self._queue.put(done)
            done.wait(seconds)
        return self._queue.empty() and not self._lost

    def _is_lost(self, lossy: bool) -> bool:
        """Tell whether the log is away, so that a gap will stand for this message too."""
        with self._lock:
            if self._lost and not lossy:
                self._lost += 1
            return self._lost > 0

    def _write(self, items: Sequence[tuple[bytes, bool]]) -> None:
        try:
            self._append([message for message, _ in items])
        except self._failures as error:
            with self._lock:
                first = not self._lost
                self._lost += 1
                self._tried = time.monotonic()
            if first:
                logger.error("What became stale cannot be told to others, and will be as soon as possible: %s", error)
            self._queue.put(threading.Event())  # wakes the thread, which tries again
            self._work()

    def _settle(self) -> None:
        """Let a gap stand for what was lost, unless more is lost meanwhile."""
        lost = self._lost
        self._tried = time.monotonic()
        try:
            self._append([self._gap])
        except self._failures:
            return
        with self._lock:
            if self._lost == lost:
                self._lost = 0
                logger.warning("Others are told again what becomes stale.")

    def _work(self) -> None:
        """Start the thread; again in a process that was forked."""
        with self._lock:
            if self._worker is None or self._process != os.getpid():
                self._process = os.getpid()
                self._worker = threading.Thread(target=self._run, name="mizan-live-publisher", daemon=True)
                self._worker.start()
                atexit.register(self.flush)

    def _run(self) -> None:
        while True:
            items = self._next()
            waiting = [each for each in items if isinstance(each, tuple)]
            if waiting:
                kept = [each for each in waiting if not self._is_lost(each[1])]
                if kept:
                    self._write(kept)
            flushed = [each for each in items if isinstance(each, threading.Event)]
            if self._lost and (flushed or time.monotonic() - self._tried >= RETRY):
                self._settle()
            for each in flushed:
                each.set()

    def _next(self) -> list[_Item]:
        """Return what waits, as soon as something does or it is time to try again."""
        items: list[_Item] = []
        with suppress(queue.Empty):
            items.append(self._queue.get(timeout=RETRY if self._lost else None))
            while len(items) < _TOGETHER:
                items.append(self._queue.get_nowait())
        return items


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
