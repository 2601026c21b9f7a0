"""A store in this process's memory: bounded in bytes, the longest unused goes first. Other processes do not see it."""

from __future__ import annotations

import threading
from collections import OrderedDict

from . import tags as states
from .store import Clock, Entry, Lookup, Mutation, SystemClock

MEGABYTE = 1024 * 1024

_OVERHEAD = 400
"""Bytes that Python takes for an entry or a tag, about."""


class MemoryStore:
    """Keeps all in dictionaries, under one lock.

    Attributes:
        limit: bytes that entries may take, and tags again as many.
    """

    shared = False

    def __init__(self, limit: int = 64 * MEGABYTE, clock: Clock | None = None) -> None:
        self.limit = limit
        self._clock = clock or SystemClock()
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._tags: OrderedDict[str, str] = OrderedDict()
        self._claims: dict[str, int] = {}
        self._size = 0
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes that entries take."""
        return self._size

    def lookup(self, key: str, tags: tuple[str, ...]) -> Lookup:
        now = self._clock.now()
        with self._lock:
            snapshot, held = states.vector([self._state(tag, now) for tag in tags], now)
            entry = self._entries.get(key)
            if entry is None or held or entry.vector != snapshot:
                return Lookup(None, snapshot, held)
            self._entries.move_to_end(key)
            return Lookup(entry, snapshot, held)

    def fill(self, key: str, entry: Entry) -> None:
        with self._lock:
            self._claims.pop(key, None)
            self._forget(key)
            if (size := _size(key, entry)) > self.limit:
                return
            self._entries[key] = entry
            self._size += size
            while self._size > self.limit:
                self._forget(next(iter(self._entries)))

    def claim(self, key: str, seconds: float) -> bool:
        now = self._clock.now()
        with self._lock:
            if self._claims.get(key, 0) > now:
                return False
            self._claims[key] = now + int(seconds * 1_000_000)
            return True

    def release(self, key: str) -> None:
        with self._lock:
            self._claims.pop(key, None)

    def begin(self, mutation: Mutation, hold: float) -> dict[str, int]:
        now = self._clock.now()
        until = states.hold_until(now, hold)
        with self._lock:
            made = {tag: states.begun(self._tags.get(tag), mutation.token, now, until) for tag in mutation.tags}
            for tag, state in made.items():
                self._put(tag, state, now)
        return {tag: states.number(state) for tag, state in made.items()}

    def end(self, mutation: Mutation) -> dict[str, int]:
        now = self._clock.now()
        with self._lock:
            made = {tag: states.ended(self._tags.get(tag), mutation.token, now) for tag in mutation.tags}
            for tag, state in made.items():
                self._put(tag, state, now)
        return {tag: states.number(state) for tag, state in made.items()}

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._size = 0

    def close(self) -> None:
        self.clear()

    async def lookup_async(self, key: str, tags: tuple[str, ...]) -> Lookup:
        return self.lookup(key, tags)

    async def fill_async(self, key: str, entry: Entry) -> None:
        self.fill(key, entry)

    async def claim_async(self, key: str, seconds: float) -> bool:
        return self.claim(key, seconds)

    async def release_async(self, key: str) -> None:
        self.release(key)

    async def begin_async(self, mutation: Mutation, hold: float) -> dict[str, int]:
        return self.begin(mutation, hold)

    async def end_async(self, mutation: Mutation) -> dict[str, int]:
        return self.end(mutation)

    async def clear_async(self) -> None:
        self.clear()

    async def close_async(self) -> None:
        pass

    def _state(self, tag: str, now: int) -> str:
        state = self._tags.get(tag)
        if state is None:
            return self._put(tag, states.created(now), now)
        self._tags.move_to_end(tag)
        return state

    def _put(self, tag: str, state: str, now: int) -> str:
        """Keep a tag's state, and forget the longest unused that nobody holds where there are too many."""
        self._tags[tag] = state
        self._tags.move_to_end(tag)
        if len(self._tags) > max(1024, self.limit // _OVERHEAD):
            oldest = next(iter(self._tags))
            if states.is_held(self._tags[oldest], now):
                self._tags.move_to_end(oldest)
            else:
                del self._tags[oldest]
        return state

    def _forget(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size -= _size(key, entry)


def _size(key: str, entry: Entry) -> int:
    return len(key) + len(entry.body) + len(entry.vector) + _OVERHEAD
