"""What a store of the cache does, and what goes in and comes out. Nothing here knows HTTP, or how a key is made."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

SKEW = 5_000_000
"""Microseconds by which the clocks of two machines may differ."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> int:
        """Return microseconds since 1970."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        return time.time_ns() // 1000


class StoreUnavailableError(Exception):
    """A store that does not answer, is full, or is busy for too long. What was asked of it may have happened or not."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value, and what it depends on.

    Attributes:
        body: JSON.
        vector: the generations of its tags before it was computed, as `tags.vector` spells them.
        fresh_until: microseconds since 1970.
        stale_until: until when it may be shown while one caller computes it again.
        cost: microseconds that computing it took.
        seal: what proves that we wrote it, or nothing.
    """

    body: bytes
    vector: str
    fresh_until: int
    stale_until: int
    cost: int = 0
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a store knows of a key and its tags at one moment.

    Attributes:
        entry: what it holds, if nothing that it depends on was written since; however old it is.
        snapshot: the generations of the tags: the vector of whatever is computed from now on.
        held: whether a mutation of one of the tags is on its way. Then nothing is shown from the store, or put into it.
    """

    entry: Entry | None
    snapshot: str
    held: bool


@dataclass(frozen=True, slots=True)
class Mutation:
    """A mutation on its way: it holds its tags until it has ended.

    Attributes:
        token: what tells its hold from others'; made here, so that it can end although its beginning was not answered.
        tags: what it makes stale.
    """

    token: str
    tags: tuple[str, ...]

    @classmethod
    def of(cls, tags: Iterable[str]) -> Mutation:
        return cls(secrets.token_hex(8), tuple(dict.fromkeys(tags)))


class CacheStore(Protocol):
    """Keeps entries, the generations of tags, and who holds them.

    Whatever cannot be done raises `StoreUnavailableError`, and nothing else. Every method is safe in threads; those
    whose name ends in `_async` do not block the event loop.
    """

    @property
    def shared(self) -> bool:
        """Whether other processes see it."""
        ...

    def lookup(self, key: str, tags: tuple[str, ...]) -> Lookup:
        """Return what is known at one moment. A tag without a generation gets one that nobody has seen before."""
        ...

    def fill(self, key: str, entry: Entry) -> None:
        """Keep an entry, and give its claim up. Only for those whose lookup saw no hold."""
        ...

    def claim(self, key: str, seconds: float) -> bool:
        """Ask to be the only one to compute a value, across processes. Saves work, and decides on nothing else."""
        ...

    def release(self, key: str) -> None:
        """Give a claim up."""
        ...

    def begin(self, mutation: Mutation, hold: float) -> dict[str, int]:
        """Give each tag its next generation, and hold it for so many seconds at most. Before anything is written."""
        ...

    def end(self, mutation: Mutation) -> dict[str, int]:
        """Give each tag its next generation, and let go of it. After the commit, before the answer. May be repeated."""
        ...

    def clear(self) -> None:
        """Forget all entries. Generations and holds stay."""
        ...

    def close(self) -> None: ...

    async def lookup_async(self, key: str, tags: tuple[str, ...]) -> Lookup: ...

    async def fill_async(self, key: str, entry: Entry) -> None: ...

    async def claim_async(self, key: str, seconds: float) -> bool: ...

    async def release_async(self, key: str) -> None: ...

    async def begin_async(self, mutation: Mutation, hold: float) -> dict[str, int]: ...

    async def end_async(self, mutation: Mutation) -> dict[str, int]: ...

    async def clear_async(self) -> None: ...

    async def close_async(self) -> None:
        """Close what this event loop has open."""
        ...
