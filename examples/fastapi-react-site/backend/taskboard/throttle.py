"""How often something may be tried."""

from __future__ import annotations

import time
from collections import defaultdict
from threading import Lock

from mizan_core import RateLimited


class Throttle:
    """Counts failed tries per key within a time, in this process.

    Args:
        most: how many tries may fail before the next one is refused.
        seconds: how long a failed try counts.
    """

    def __init__(self, most: int, seconds: int) -> None:
        self._most, self._seconds = most, seconds
        self._failed: dict[str, list[float]] = defaultdict(list)
        self._lock = Lock()

    def check(self, key: str) -> None:
        """Refuse one try more than allowed."""
        with self._lock:
            self._forget()
            tries = self._failed.get(key, [])
        if len(tries) >= self._most:
            wait = int(tries[0] + self._seconds - time.monotonic()) + 1
            raise RateLimited(f"Too many tries. Please wait {wait} seconds.", retry_after=wait)

    def count(self, key: str) -> None:
        """Count a try that failed."""
        with self._lock:
            self._failed[key].append(time.monotonic())

    def _forget(self) -> None:
        since = time.monotonic() - self._seconds
        for key, tries in list(self._failed.items()):
            tries[:] = [each for each in tries if each > since]
            if not tries:
                del self._failed[key]
