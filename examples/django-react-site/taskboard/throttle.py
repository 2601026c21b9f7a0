"""How often something may be tried, counted in Django's cache."""

from __future__ import annotations

import hashlib
import time
from typing import cast

from django.core.cache import cache
from mizan_core import RateLimited


class Throttle:
    """Allows some tries within a time; what succeeds does not count.

    Args:
        name: tells its keys in the cache from others'.
        most: how many tries may fail before the next one is refused.
        seconds: how long after the first try there are new ones.
    """

    def __init__(self, name: str, *, most: int, seconds: int) -> None:
        self._name, self._most, self._seconds = name, most, seconds

    def take(self, key: str) -> None:
        """Take one try, or refuse it. Counted first, so that many at once are not more than allowed."""
        since, tries = self._window(key)
        if cache.incr(tries) > self._most:
            wait = int(since + self._seconds - time.time()) + 1
            raise RateLimited(f"Too many tries. Please wait {wait} seconds.", retry_after=max(wait, 1))

    def give_back(self, key: str) -> None:
        """Forget a try that succeeded."""
        _, tries = self._window(key)
        cache.decr(tries)

    def _window(self, key: str) -> tuple[float, str]:
        """Return when the first of these tries was, and where they are counted."""
        digest = hashlib.sha256(key.encode()).hexdigest()  # a name may hold what a cache's key may not
        since = cast(float, cache.get_or_set(f"{self._name}:{digest}", time.time, self._seconds))
        tries = f"{self._name}:{digest}:{since}"
        cache.add(tries, 0, self._seconds * 2)
        return since, tries
