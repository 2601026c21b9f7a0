"""Mizan Web Tokens: who calls, told by a short-lived signed token instead of a session."""

from .keys import SigningKey, SigningKeys
from .mwt import Claims, InvalidToken, Verifier, mint

__all__ = ["Claims", "InvalidToken", "SigningKey", "SigningKeys", "Verifier", "mint"]
