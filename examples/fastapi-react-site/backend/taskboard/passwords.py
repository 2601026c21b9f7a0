"""Passwords as they are kept: scrypt, with its cost beside the digest so that it can be raised."""

from __future__ import annotations

import hashlib
import secrets

COST = (2**14, 8, 5)
"""scrypt's n, r and p: what a password is kept with from now on. 16 MiB, a quarter of a second."""


def keep(password: str) -> str:
    """Return what to store of a password."""
    salt = secrets.token_bytes(16)
    return ":".join([*map(str, COST), salt.hex(), _digest(password, salt, *COST).hex()])


def fits(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one that was kept; takes as long when none was."""
    if kept is None:
        keep(password)
        return False
    n, r, p, salt, digest = kept.split(":")
    found = _digest(password, bytes.fromhex(salt), int(n), int(r), int(p))
    return secrets.compare_digest(found, bytes.fromhex(digest))


def _digest(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=2**26)
