"""Where answers are kept that may be asked for again: what a store does, and which one a setting means."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, TypeAlias

DAY = 24 * 60 * 60.0
MINUTE = 60.0


class IdempotencyStore(ABC):
    """Keeps a claim on a key while a call runs, and then its answer. Keys and values are opaque to it.

    Args:
        keep: for how many seconds an answer is kept.
        lease: after how many seconds a claim is void that no answer followed, since whoever made it is gone. Longer
            than any call takes: what is claimed anew runs once more.
    """

    may_block: ClassVar[bool] = True
    """Whether the methods wait for something, so that they are run where they hold nobody up."""

    def __init__(self, *, keep: float = DAY, lease: float = MINUTE) -> None:
        if keep <= 0 or lease <= 0:
            raise ValueError("keep and lease are seconds, and more than none.")
        self.keep = keep
        self.lease = lease

    @abstractmethod
    def claim(self, key: str, claim: bytes) -> bytes | None:
        """Put a claim where nothing stands, for as long as the lease. Return what stands there otherwise."""

    @abstractmethod
    def replace(self, key: str, claim: bytes, answer: bytes) -> None:
        """Put an answer in the place of a claim, also of one that is void; but not of what somebody else put there."""

    @abstractmethod
    def release(self, key: str, claim: bytes) -> None:
        """Take a claim away, if it still stands."""


Setting: TypeAlias = str | IdempotencyStore | None
"""A URL of Redis, a store, or None for one in this process."""

_SCHEMES = ("redis://", "rediss://", "unix://")


def open_store(setting: Setting) -> IdempotencyStore:
    """Return the store that a setting means.

    Raises:
        ValueError: it means none; says why, as the end of a sentence.
    """
    if isinstance(setting, IdempotencyStore):
        return setting
    if setting is None:
        from .memory import MemoryStore

        return MemoryStore()
    if not setting.startswith(_SCHEMES):
        raise ValueError("it is no URL of Redis, such as redis://localhost:6379/0")
    try:
        from .redis import RedisStore
    except ImportError:
        raise ValueError("the package redis is not installed") from None
    return RedisStore(setting)
