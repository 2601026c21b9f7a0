"""Mizan Web Tokens: who calls, told by a short-lived signed token instead of a session."""

from .keys import SigningKey, SigningKeys
from .mwt import Claims, InvalidToken, Verifier, mint
from .permissions import PermissionList
from .settings import Tokens
from .sources import FileKeys, Keys, RemoteKeys

__all__ = [
    "Claims",
    "FileKeys",
    "InvalidToken",
    "Keys",
    "PermissionList",
    "RemoteKeys",
    "SigningKey",
    "SigningKeys",
    "Tokens",
    "Verifier",
    "mint",
]
