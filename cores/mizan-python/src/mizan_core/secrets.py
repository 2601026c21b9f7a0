"""Secrets: one root per key id, from which every purpose has a key of its own."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Literal

Purpose = Literal["cache-key", "tag", "after", "seal", "mwt-hs256"]

SHORTEST = 32
"""How many bytes a root has at least."""

_KID = re.compile(r"[A-Za-z0-9_-]{1,16}")


@dataclass(frozen=True)
class Secrets:
    """The roots in use by their ids: the primary one makes keys, all of them are honoured.

    Rotation: add a new root as a secondary one everywhere, make it the primary one, and remove the old one once nothing
    made with it is alive.

    Attributes:
        primary: the id of the root that makes new keys.
        roots: 32 random bytes or more, by their ids.
    """

    primary: str
    roots: Mapping[str, bytes]

    def __post_init__(self) -> None:
        if self.primary not in self.roots:
            raise ValueError(f"the primary root '{self.primary}' is none of {', '.join(self.roots) or 'none at all'}")
        for kid, root in self.roots.items():
            if not _KID.fullmatch(kid):
                raise ValueError(f"'{kid}' is no id of a root: 1 to 16 letters, digits, '-' or '_'")
            if len(root) < SHORTEST:
                raise ValueError(f"the root '{kid}' has {len(root)} bytes, and needs {SHORTEST}")

    @classmethod
    def read(cls, text: str) -> Secrets:
        """Read `kid:base64url` pairs, separated by commas, the primary one first, as `MIZAN_SECRETS` has them.

        Raises:
            ValueError: it is spelt otherwise, or a root is too short.
        """
        pairs = [each.strip().partition(":") for each in text.split(",") if each.strip()]
        roots = {kid: decode(root) for kid, _, root in pairs}
        if not pairs or len(roots) < len(pairs):
            raise ValueError("secrets are spelt `id:base64url`, separated by commas, and no id stands twice")
        return cls(pairs[0][0], roots)

    def key(self, purpose: Purpose, kid: str | None = None) -> bytes:
        """Return the 32 bytes of one purpose, of the primary root unless another one is named.

        Raises:
            KeyError: there is no root of this id.
        """
        return derive(self.roots[kid or self.primary], purpose)


def encode(raw: bytes) -> str:
    """Spell bytes as base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Read base64url without padding, in its one canonical spelling.

    Raises:
        ValueError: it is spelt otherwise.
    """
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError:
        raise ValueError("no base64url") from None
    if encode(raw) != text:  # padding, other alphabets, whitespace, bits that count for nothing
        raise ValueError("not the canonical spelling of base64url")
    return raw


@lru_cache(maxsize=256)
def derive(root: bytes, purpose: str) -> bytes:
    """Derive 32 bytes for one purpose: HKDF-SHA256 (RFC 5869), with a salt of zeros and a single block of output."""
    pseudorandom = hmac.digest(bytes(32), root, sha256().name)
    return hmac.digest(pseudorandom, f"mizan/v1/{purpose}".encode() + b"\x01", sha256().name)
