"""Passwords as they are kept."""

from __future__ import annotations

import hashlib
import secrets


def keep(password: str) -> str:
    """Return what to store of a password."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_digest(password, salt).hex()}"


def fits(password: str, kept: str) -> bool:
    """Tell whether a password is the one that was kept."""
    salt, _, digest = kept.partition(":")
    return secrets.compare_digest(_digest(password, bytes.fromhex(salt)), bytes.fromhex(digest))


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**13, r=8, p=1)
