"""Permissions in a token: which of a list of names the user has, as bits, with a fingerprint of the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

from ..canonical import dumps
from ..secrets import decode, encode
from .mwt import Claims


class PermissionList:
    """The names that bits stand for: bit i of a set, the lowest of its byte i // 8 first, is the name at i.

    Args:
        names: in an order that all who read the bits know. Another order, or another name, is another list.

    Raises:
        ValueError: a name stands twice.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = (*names,)
        if len(set(self.names)) < len(self.names):
            raise ValueError("A permission stands twice in the list.")
        self.fingerprint = encode(sha256(dumps([*self.names])).digest()[:8])

    def pack(self, has: Callable[[str], bool]) -> str:
        """Return the bits of those names that somebody has."""
        bits = sum(1 << place for place, name in enumerate(self.names) if has(name))
        return encode(bits.to_bytes((len(self.names) + 7) // 8, "little"))

    def read(self, claims: Claims) -> frozenset[str] | None:
        """Return the names that a token gives; None where it counts in another list: ask its origin then."""
        if claims.pm is None or claims.pr != self.fingerprint:
            return None
        bits = int.from_bytes(decode(claims.pm), "little")
        return frozenset(name for place, name in enumerate(self.names) if bits >> place & 1)
