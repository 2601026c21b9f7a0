"""A store in Redis, or whatever speaks as it does: for many processes and hosts."""

from __future__ import annotations

from typing import Any

import redis

from . import DAY, MINUTE, IdempotencyStore

PREFIX = "mizan:idempotency:"
PATIENCE = 5.0
"""Seconds that Redis has for an answer."""

_REPLACE = """
local standing = redis.call('GET', KEYS[1])
if not standing or standing == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
"""
_RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
"""


class RedisStore(IdempotencyStore):
    """Keeps answers in Redis, under keys that begin with a prefix.

    Args:
        url: such as `redis://localhost:6379/0`; connects when first asked.
        prefix: what the keys begin with, where several applications share a database.
    """

    def __init__(self, url: str, *, keep: float = DAY, lease: float = MINUTE, prefix: str = PREFIX) -> None:
        super().__init__(keep=keep, lease=lease)
        options = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        self._redis: Any = redis.Redis.from_url(url, **options)  # pyright: ignore[reportUnknownMemberType]  # untyped there
        self._replace: Any = self._redis.register_script(_REPLACE)
        self._release: Any = self._redis.register_script(_RELEASE)
        self._prefix = prefix

    def claim(self, key: str, claim: bytes) -> bytes | None:
        name = self._prefix + key
        while not self._redis.set(name, claim, nx=True, px=_milliseconds(self.lease)):
            standing = self._redis.get(name)
            if standing is not None:  # else its time ran out in between
                return standing
        return None

    def replace(self, key: str, claim: bytes, answer: bytes) -> None:
        self._replace(keys=[self._prefix + key], args=[claim, answer, _milliseconds(self.keep)])

    def release(self, key: str, claim: bytes) -> None:
        self._release(keys=[self._prefix + key], args=[claim])


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))
