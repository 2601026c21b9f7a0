"""The users that the vectors know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie


@dataclass(frozen=True, slots=True)
class Identity:
    """A user as the vectors know it."""

    username: str
    is_authenticated: bool = True
    is_staff: bool = False
    is_superuser: bool = False


IDENTITIES: Mapping[str, Identity | None] = {
    "anonymous": None,
    "nobody": Identity("nobody", is_authenticated=False),
    "user": Identity("user"),
    "staff": Identity("staff", is_staff=True),
    "superuser": Identity("superuser", is_staff=True, is_superuser=True),
    "root": Identity("root", is_superuser=True),
}
"""`anonymous` has no user, `nobody` one that says it is nobody, `root` is a superuser without being staff."""


def claimed(header: str | None, cookie: str) -> Identity | None:
    """Return who says to call: by the header `x-test-identity`, else by the cookie `identity`."""
    cookies = SimpleCookie(cookie)
    by_cookie = cookies["identity"].value if "identity" in cookies else "anonymous"
    return IDENTITIES[header or by_cookie]
