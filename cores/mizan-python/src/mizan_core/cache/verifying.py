"""Whether what is shown is what would be computed: some answers from the store are computed again, and compared."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from .protocol import Answer, Query
from .store import CacheStore, Lookup, StoreUnavailableError

logger = logging.getLogger("mizan")


class Verifier:
    """Counts answers that nobody made stale, and that are no longer what would be computed.

    Attributes:
        sample: which part of the answers from the store is computed again.
        verified: how many were.
        incoherent: how many of them differed, although nothing was said to have changed.
    """

    def __init__(self, store: CacheStore, sample: float, chance: Callable[[], float]) -> None:
        self.sample = sample
        self.verified = 0
        self.incoherent = 0
        self._store = store
        self._chance = chance

    def wants(self, answer: Answer) -> bool:
        """Tell whether to verify this answer: one that is shown for fresh, once in a while."""
        return self.sample > 0 and answer.how == "hit" and self._chance() < self.sample

    def verify(self, name: str, query: Query, answer: Answer, compute: Callable[[], bytes]) -> bytes:
        """Return what is computed now; what was in the store where it cannot be computed."""
        try:
            body = compute()
        except Exception:  # it would have been shown without asking
            return answer.body
        with suppress(StoreUnavailableError):
            same = body == answer.body
            self._judge(name, answer, None if same else self._store.lookup(query.key, query.tags))
        return body

    async def verify_async(
        self, name: str, query: Query, answer: Answer, compute: Callable[[], Awaitable[bytes]]
    ) -> bytes:
        """Do the same in an event loop."""
        try:
            body = await compute()
        except Exception:  # as above
            return answer.body
        with suppress(StoreUnavailableError):
            same = body == answer.body
            self._judge(name, answer, None if same else await self._store.lookup_async(query.key, query.tags))
        return body

    def _judge(self, name: str, answer: Answer, differs: Lookup | None) -> None:
        """Count an answer; not one that became stale meanwhile."""
        if differs is not None and (differs.held or differs.snapshot != answer.snapshot):
            return
        self.verified += 1
        if differs is None:
            return
        self.incoherent += 1
        logger.error(
            "The cached answer of %s is not what it answers now, and nothing was said to have changed: a mutation "
            "lacks affects= or invalidate(), or the query depends on more than its arguments. (%d of %d verified)",
            name,
            self.incoherent,
            self.verified,
        )
