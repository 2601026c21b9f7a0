"""Tokens for one server: which of them it believes, whose they are, and new ones for those who have a session."""

from __future__ import annotations

import logging
import os
from functools import cached_property
from hashlib import sha256
from typing import Any

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import to_json
from typing_extensions import TypedDict

from .. import codec, diagnostics
from ..auth import audience_of, identity_of, is_authenticated, session_hash
from ..diagnostics import DeclarationError
from ..dispatch import HEADERS, Headers, Reply
from ..errors import MethodNotAllowed, TokenExpired, TokenInvalid, Unauthenticated
from ..http import nothing_here
from ..presented import FORGET, Presented, set_cookie
from .mwt import Claims, InvalidToken, Verifier, mint
from .permissions import PermissionList
from .settings import Tokens
from .sources import FileKeys, Keys

logger = logging.getLogger("mizan")

WELL_KNOWN = ".well-known/mizan-jwks.json"
"""Where verifiers look for the public keys, below the host (RFC 8615)."""

JWKS_HEADERS: Headers = (
    ("content-type", "application/json"),
    ("cache-control", "public, max-age=300"),
    ("x-content-type-options", "nosniff"),
)


class _Asked(TypedDict):
    """The body of `POST token`."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # pyright: ignore[reportGeneralTypeIssues]  # Pydantic's own convention


_asked = TypeAdapter(_Asked)


class TokenService:
    """What a backend asks of tokens; who the user of one is, it finds out itself, by `Tokens.load_user`."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self._permissions = PermissionList(tokens.permissions) if tokens.permissions else None

    def open(self) -> None:
        """Look at the keys, so that a server does not start without them. Doing it again costs nothing.

        Raises:
            DeclarationError: they cannot be used.
        """
        _ = self._verifier

    @property
    def may_block(self) -> bool:
        """Whether to read a token may wait for something."""
        return self._verifier.may_block

    def read(self, presented: Presented) -> Claims:
        """Return what a token says, if it is to be believed as far as it goes; `accept` its user then.

        Raises:
            TokenExpired: that is all that is wrong with it.
            TokenInvalid: it is not to be believed; the log says why, and nobody else.
        """
        try:
            return self._verifier.verify(presented.token)
        except InvalidToken as error:
            raise self._refused(presented, str(error), TokenExpired if error.expired else TokenInvalid) from None

    def accept(self, presented: Presented, claims: Claims, user: Any) -> None:
        """Let the user of a token be the caller.

        Raises:
            TokenInvalid: there is no such user any more, or what he may do has changed since.
            ValueError: `load_user` returned somebody else.
        """
        if not _is_here(user):
            raise self._refused(presented, "of a user who is not there, or not active")
        if identity_of(user) != claims.sub:
            raise ValueError(f"load_user returned {identity_of(user)} for the token of {claims.sub}.")
        if self._version(user, self._bits(user)) != claims.pv:
            raise self._refused(presented, "of another permission version")

    def names(self, presented: Presented, user: Any) -> bool:
        """Tell whether a token is one of this user's, for whom the session has spoken already."""
        try:
            return self._verifier.verify(presented.token).sub == audience_of(user)
        except InvalidToken:
            return False

    def check(self, method: str) -> None:
        """Raise NotFound where no tokens are made, and MethodNotAllowed for any method but POST."""
        if not self._signs:
            raise nothing_here()
        if method != "POST":
            raise MethodNotAllowed(allow="POST")

    def issue(self, user: Any, request: Any, body: bytes) -> Reply:
        """Answer a request for a token.

        Args:
            user: whom the session names.
            request: the framework's own.
            body: nothing, or an empty object.

        Raises:
            Unauthenticated: nobody is signed in.
            BadRequest: the body is not JSON as the protocol wants it.
            ValidationFailed: it says something.
        """
        if not _is_here(user):
            raise Unauthenticated
        if body:
            codec.read_strictly(_asked.validator, body)  # pyright: ignore[reportArgumentType]  # a SchemaValidator, as documented
        tokens, now, bits = self.tokens, int(self.tokens.now()), self._bits(user)
        token = mint(
            self._keys,
            issuer=tokens.issuer,
            audience=tokens.audience,
            subject=identity_of(user),
            session=session_hash(tokens.session_of(request) if tokens.session_of else None),
            permissions_version=self._version(user, bits),
            permissions=(bits, self._permissions.fingerprint) if self._permissions and bits is not None else None,
            tenant=tokens.tenant_of(user) if tokens.tenant_of else None,
            life=tokens.life,
            now=lambda: now,
        )
        answered = to_json({"token": token, "expires": now + tokens.life})
        return Reply(200, answered, (*HEADERS, ("set-cookie", set_cookie(token))))

    def jwks(self) -> bytes:
        """Return the public keys as JSON."""
        return to_json(self._keys.jwks())

    @cached_property
    def _keys(self) -> Keys:
        given = self.tokens.keys
        if not isinstance(given, str | os.PathLike):
            return given
        shown = os.fspath(given)
        try:
            return FileKeys(given)
        except OSError as error:
            why = f"the file of their keys cannot be read: {error.strerror or error}"
            fix = f"Make it, where the server runs: python -m mizan_core keys new --file {shown}"
            raise DeclarationError([diagnostics.unusable_tokens(shown, why, fix)]) from None
        except ValueError as error:
            fix = "Let `python -m mizan_core keys` write it."
            raise DeclarationError([diagnostics.unusable_tokens(shown, str(error), fix)]) from None

    @cached_property
    def _verifier(self) -> Verifier:
        tokens = self.tokens
        return Verifier(self._keys, issuer=tokens.issuer, audience=tokens.audience, now=tokens.now)

    @property
    def _signs(self) -> bool:
        try:
            return self._keys.signing.signs
        except ValueError:
            return False

    def _version(self, user: Any, bits: str | None) -> int:
        """Return the application's version, and with it one of the permissions that tokens tell of."""
        version = self.tokens.permission_version(user) if self.tokens.permission_version else 0
        if bits is None:
            return version
        return int.from_bytes(sha256(f"{version} {bits}".encode()).digest()[:6])  # as large as a number in JSON may be

    def _bits(self, user: Any) -> str | None:
        has = self.tokens.has_permission or _has_perm
        return self._permissions.pack(lambda name: has(user, name)) if self._permissions else None

    def _refused(
        self, presented: Presented, why: str, kind: type[TokenExpired | TokenInvalid] = TokenInvalid
    ) -> TokenExpired | TokenInvalid:
        logger.warning("A token was refused: %s.", why)
        return kind(headers={"set-cookie": FORGET} if presented.by_cookie else None)


def _is_here(user: Any) -> bool:
    return is_authenticated(user) and bool(getattr(user, "is_active", True))


def _has_perm(user: Any, name: str) -> bool:
    return user.has_perm(name)
