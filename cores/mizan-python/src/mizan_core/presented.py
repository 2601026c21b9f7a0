"""The token that a request brings: by the header `Authorization`, else by the cookie; and that cookie as it is set."""

from __future__ import annotations

from typing import NamedTuple

COOKIE = "__Host-mizan"
"""No other host, and no page without TLS, can set a cookie of this name (RFC 6265bis)."""

_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax"
FORGET = f"{COOKIE}=; Max-Age=0; {_ATTRIBUTES}"
"""The header `Set-Cookie` that ends it, for those who sign users in and out by other routes than functions."""


class Presented(NamedTuple):
    """A token, unread."""

    token: str
    by_cookie: bool


def presented(authorization: str | None, cookie: str | None) -> Presented | None:
    """Return the token that a request brings, from its headers `Authorization` and `Cookie`; None where it brings none.

    Credentials of another scheme are not ours. Several cookies of the name are one that nobody believes.
    """
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() == "bearer":
            return Presented(token.strip(" "), by_cookie=False)
    if cookie is None or COOKIE not in cookie:
        return None
    pairs = [each.strip(" \t").partition("=") for each in cookie.split(";")]
    found = [value for name, _, value in pairs if name == COOKIE]
    return Presented(",".join(found), by_cookie=True) if found else None


def set_cookie(token: str) -> str:
    """Return the header `Set-Cookie` of a token. It stays until the browser is closed: one that has expired says so."""
    return f"{COOKIE}={token}; {_ATTRIBUTES}"
