"""Mutations around a store: holds before they write, the next generations before they answer."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from .protocol import after_unheard
from .store import CacheStore, Clock, Mutation, StoreUnavailableError, SystemClock

logger = logging.getLogger("mizan")

RETRY = 0.2
"""Seconds between attempts to tell a store what it has not heard."""

MOST = 10_000
"""Mutations that wait to be told. Beyond, the oldest is given up: its readers wait for their entries to expire."""


@dataclass(slots=True)
class Begun:
    """A mutation, and the generations that its tags were given when it began; none where the store did not answer."""

    mutation: Mutation
    generations: dict[str, int] = field(default_factory=dict[str, int])


class Writer:
    """Begins and ends mutations. Neither fails: a store that does not answer costs readers time, not mutations theirs.

    begun = writer.begin(tags)
    …                               # run, and commit
    after = writer.end(begun)       # also after a rollback
    …                               # answer, with `after` in a token
    """

    def __init__(
        self, store: CacheStore, *, hold: float = 30.0, clock: Clock | None = None, retry: bool = True
    ) -> None:
        """Use a store.

        Args:
            store: the same as the readers'.
            hold: seconds that a mutation may take at most; no shorter than the database's timeout for statements.
            clock: the machine's, unless given.
            retry: whether a thread tries again what did not arrive; else `retry` has to be called.
        """
        self._store = store
        self._hold = hold
        self._clock = clock or SystemClock()
        self._retries = retry
        self._unheard: list[Mutation] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self._closes_at_exit = False

    def begin(self, tags: Iterable[str], begun: Begun | None = None) -> Begun:
        """Hold the tags of a mutation that is about to run, or further ones of one that has begun."""
        further = Mutation.of(tags) if begun is None else Mutation(begun.mutation.token, tuple(tags))
        begun = _with(begun, further)
        with suppress(StoreUnavailableError):
            begun.generations |= self._store.begin(further, self._hold)
        return begun

    def end(self, begun: Begun) -> dict[str, int]:
        """End a mutation. Returns the generations that its caller has to be shown at least, from now on."""
        try:
            return self._store.end(begun.mutation)
        except StoreUnavailableError:
            return self._not_heard(begun)

    async def begin_async(self, tags: Iterable[str], begun: Begun | None = None) -> Begun:
        further = Mutation.of(tags) if begun is None else Mutation(begun.mutation.token, tuple(tags))
        begun = _with(begun, further)
        with suppress(StoreUnavailableError):
            begun.generations |= await self._store.begin_async(further, self._hold)
        return begun

    async def end_async(self, begun: Begun) -> dict[str, int]:
        try:
            return await self._store.end_async(begun.mutation)
        except StoreUnavailableError:
            return self._not_heard(begun)

    def unheard(self, begun: Begun | None) -> dict[str, int]:
        """Return generations that pass by the store until it has heard of the end of a mutation."""
        return {} if begun is None else after_unheard(begun.generations, begun.mutation.tags, self._clock.now())

    def retry(self) -> bool:
        """Tell the store what it has not heard. Returns whether nothing is left."""
        with self._lock:
            unheard = list(self._unheard)
        for mutation in unheard:
            try:
                self._store.end(mutation)
            except StoreUnavailableError:
                return False
            with self._lock:
                if mutation in self._unheard:
                    self._unheard.remove(mutation)
        return True

    def close(self) -> None:
        """Try a last time, and stop."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(RETRY * 10)
            atexit.unregister(self.close)
        if not self.retry():
            logger.error("Entries of the cache may be stale until they expire: its store did not hear of mutations.")

    def _not_heard(self, begun: Begun) -> dict[str, int]:
        with self._lock:
            self._unheard.append(begun.mutation)
            if len(self._unheard) > MOST:
                self._unheard.pop(0)
            if self._retries and not self._stopped.is_set():
                self._start()
        return after_unheard(begun.generations, begun.mutation.tags, self._clock.now())

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():  # else in the parent of a process that was forked
            self._thread = threading.Thread(target=self._keep_trying, name="mizan-cache", daemon=True)
            self._thread.start()
        if not self._closes_at_exit:
            self._closes_at_exit = True
            atexit.register(self.close)

    def _keep_trying(self) -> None:
        while not self._stopped.wait(RETRY):
            with self._lock:
                if not self._unheard:
                    self._thread = None
                    return
            self.retry()


def _with(begun: Begun | None, further: Mutation) -> Begun:
    """Return what has begun with a further part of it."""
    if begun is None:
        return Begun(further)
    return Begun(Mutation(further.token, (*begun.mutation.tags, *further.tags)), begun.generations)
