"""Whether a store answers: said once when it stops, and once when it is back."""

from __future__ import annotations

import logging
import time

from .store import StoreUnavailableError

logger = logging.getLogger("mizan")

PAUSE = 0.5
"""Seconds for which readers pass by a store that failed, so that not each of them waits for it."""


class Availability:
    """Remembers when a store failed last."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._failed: float | None = None
        self._was_full = False

    def ask(self) -> None:
        """Raise an error if the store failed a moment ago. Mutations do not ask: what they say must arrive."""
        if self._failed is not None and time.monotonic() - self._failed < PAUSE:
            raise StoreUnavailableError(f"{self._name} failed a moment ago")

    def failed(self, error: Exception, *, full: bool = False) -> StoreUnavailableError:
        """Note a failure. Returns what to raise. A store that is full still answers readers."""
        if full:
            if not self._was_full:
                logger.error("The store of the cache, %s, is full: %s", self._name, error)
            self._was_full = True
            return StoreUnavailableError(f"{self._name} is full: {error}")
        if self._failed is None:
            logger.error("The cache is passed by until its store, %s, works again: %s", self._name, error)
        self._failed = time.monotonic()
        return StoreUnavailableError(f"{self._name}: {error}")

    def worked(self) -> None:
        if self._failed is not None:
            logger.warning("The store of the cache, %s, works again.", self._name)
            self._failed = None
