"""Mizan Web Tokens: a JWT profile without any choice, so that every verifier reads the same from the same bytes.

A token has one spelling: header and payload are canonical JSON, base64url is canonical, the header holds three members
and nothing that could name a key. All that is checked before the signature is, since the usual libraries let most of
it pass.
"""

from __future__ import annotations

import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from threading import Lock
from typing import Any, cast

from ..canonical import NotCanonical, dumps, loads_canonical
from ..secrets import decode, encode
from .keys import SigningKey
from .sources import Keys

TYPE = "mwt+jwt"
LONGEST = 4096
"""Characters of a token."""
LIFE = 300
"""Seconds that a token lives unless told otherwise."""
LONGEST_LIFE = 900
SKEW = 5
"""Seconds that clocks may differ."""
REMEMBERED = 4096
"""How many verified tokens are remembered."""

_ALGORITHMS = ("EdDSA", "Ed25519", "HS256")
_JTI = re.compile(r"[A-Za-z0-9_-]{22}")


class InvalidToken(Exception):
    """A token that is not to be believed.

    Attributes:
        expired: it was good once.
    """

    def __init__(self, why: str, *, expired: bool = False) -> None:
        super().__init__(why)
        self.expired = expired


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says.

    Attributes:
        iss: who made it, exactly.
        aud: whom it is for, exactly.
        sub: who: `mizan_core.auth.identity_of` the user, such as `pk:5`.
        sid: a hash of the session's id, `mizan_core.auth.session_hash`; empty where none is known.
        iat, nbf, exp: seconds since 1970: made, valid from, valid before.
        jti: 128 random bits as base64url, so that no two tokens are alike.
        pv: the version of the user's permissions; tokens of another one than the present are not honoured.
        pm: which permissions the user has, as a set of bits in base64url.
        pr: a fingerprint of the list that the bits count in. Who has another list asks the origin.
        ten: the tenant.
    """

    iss: str
    aud: str
    sub: str
    sid: str
    iat: int
    nbf: int
    exp: int
    jti: str
    pv: int
    pm: str | None = None
    pr: str | None = None
    ten: str | None = None

    @property
    def user_id(self) -> str:
        """The id in `sub`: the `5` of `pk:5`."""
        name, colon, value = self.sub.partition(":")
        return value if colon else name


_TYPES = {each.name: int if each.name in ("iat", "nbf", "exp", "pv") else str for each in fields(Claims)}
_REQUIRED = _TYPES.keys() - {"pm", "pr", "ten"}


def mint(
    keys: Keys,
    *,
    issuer: str,
    audience: str,
    subject: str,
    session: str,
    permissions_version: int,
    permissions: tuple[str, str] | None = None,
    tenant: str | None = None,
    life: int = LIFE,
    now: Callable[[], float] = time.time,
) -> str:
    """Make a token with the primary key.

    Args:
        keys: the primary one signs.
        issuer: who makes it.
        audience: whom it is for.
        subject: who: `mizan_core.auth.identity_of` the user.
        session: a hash of the session's id, never the id.
        permissions_version: another one when the user's roles or password change.
        permissions: the bits, and the fingerprint of the list that they count in.
        tenant: where users belong to one.
        life: seconds, at most 900.
        now: the clock, in seconds since 1970.

    Raises:
        ValueError: the life is too long, or the token would be.
    """
    if not 0 < life <= LONGEST_LIFE:
        raise ValueError(f"a token lives 1 to {LONGEST_LIFE} seconds, not {life}")
    at = int(now())
    claims = Claims(
        iss=issuer,
        aud=audience,
        sub=subject,
        sid=session,
        iat=at,
        nbf=at,
        exp=at + life,
        jti=encode(secrets.token_bytes(16)),
        pv=permissions_version,
        pm=permissions[0] if permissions else None,
        pr=permissions[1] if permissions else None,
        ten=tenant,
    )
    key = keys.signing
    payload = dumps({name: value for name, value in asdict(claims).items() if value is not None})
    header = dumps({"alg": key.algorithm, "kid": key.kid, "typ": TYPE})
    message = f"{encode(header)}.{encode(payload)}"
    token = f"{message}.{encode(key.sign(message.encode()))}"
    if len(token) > LONGEST:
        raise ValueError(f"the token would have {len(token)} characters, of {LONGEST}")
    return token


class Verifier:
    """Tells what a token says, if it is to be believed.

    Args:
        keys: tokens of all of them are honoured.
        issuer: the only one that is believed.
        audience: the only one that is answered to.
        now: the clock, in seconds since 1970.
    """

    def __init__(self, keys: Keys, *, issuer: str, audience: str, now: Callable[[], float] = time.time) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._now = now
        self._known: OrderedDict[str, tuple[Claims, SigningKey]] = OrderedDict()
        self._lock = Lock()

    @property
    def may_block(self) -> bool:
        """Whether to verify may wait for keys."""
        return self._keys.may_block

    def verify(self, token: str) -> Claims:
        """Return what a token says.

        Raises:
            InvalidToken: it is not to be believed; why is for the log, not for who sent it.
        """
        known = self._known.get(token)
        if known is None or self._keys.find(known[1].kid) is not known[1]:  # a key that was removed is not honoured
            known = self._read(token)
            with self._lock:
                self._known[token] = known
                while len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
        claims, _ = known
        self._check_times(claims)
        return claims

    def _read(self, token: str) -> tuple[Claims, SigningKey]:
        if len(token) > LONGEST:
            raise InvalidToken("too long")
        header, payload, signature = _segments(token)
        algorithm, kid = _check_header(_canonical(header, "header"))
        claims = _claims(_canonical(payload, "payload"))
        if (claims.iss, claims.aud) != (self._issuer, self._audience):
            raise InvalidToken("of another issuer, or for another audience")
        key = self._keys.find(kid)
        if key is None or not key.takes(algorithm):
            raise InvalidToken("of no key that is honoured")
        if not key.has_signed(token.rpartition(".")[0].encode(), signature):
            raise InvalidToken("not signed by its key")
        return claims, key

    def _check_times(self, claims: Claims) -> None:
        now = self._now()
        if claims.nbf > now + SKEW or claims.iat > now + SKEW:
            raise InvalidToken("not valid yet")
        if claims.exp <= now - SKEW:
            raise InvalidToken("expired", expired=True)


def _segments(token: str) -> tuple[bytes, bytes, bytes]:
    parts = token.split(".")
    if len(parts) != 3:
        raise InvalidToken("not three segments")
    try:
        header, payload, signature = map(decode, parts)
    except (ValueError, UnicodeError):
        raise InvalidToken("not canonical base64url") from None
    return header, payload, signature


def _canonical(raw: bytes, what: str) -> dict[str, Any]:
    try:
        value = loads_canonical(raw)
    except NotCanonical as error:
        raise InvalidToken(f"the {what} is not canonical: {error}") from None
    if not isinstance(value, dict):
        raise InvalidToken(f"the {what} is no object")
    return cast(dict[str, Any], value)


def _check_header(header: dict[str, Any]) -> tuple[str, str]:
    algorithm, kid = header.get("alg"), header.get("kid")
    if header.keys() != {"alg", "kid", "typ"} or header["typ"] != TYPE:
        raise InvalidToken("not the header of a Mizan Web Token")
    if algorithm not in _ALGORITHMS or not isinstance(kid, str):
        raise InvalidToken("of an algorithm that is not used here")
    return algorithm, kid


def _claims(payload: dict[str, Any]) -> Claims:
    if not _REQUIRED <= payload.keys() <= _TYPES.keys():
        raise InvalidToken("claims are missing, or unknown")
    # type() and not isinstance(), since True is an int; canonical JSON has no 1.0 that could be one.
    if any(type(value) is not _TYPES[name] for name, value in payload.items()):
        raise InvalidToken("a claim is of another type")
    claims = Claims(**payload)
    if not claims.iat <= claims.nbf < claims.exp or claims.exp - claims.iat > LONGEST_LIFE:
        raise InvalidToken("times that no token of ours has")
    if not claims.sub or not _JTI.fullmatch(claims.jti) or claims.pv < 0 or (claims.pm is None) != (claims.pr is None):
        raise InvalidToken("claims that no token of ours has")
    return claims
