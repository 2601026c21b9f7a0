"""Signing keys: made, kept in a file, rotated, and published as a JWKS."""

from __future__ import annotations

import hmac
import json
import os
import secrets as random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
except ModuleNotFoundError as error:
    raise ImportError("Tokens need the package cryptography: install mizan-python[tokens].") from error

from ..secrets import Secrets, decode, encode


@dataclass(frozen=True)
class SigningKey:
    """One key: an Ed25519 pair or its public half, or a secret that both ends share.

    Attributes:
        kid: its id.
        private: signs; None where tokens are only verified.
        public: verifies; None for a shared secret.
        secret: signs and verifies, on a single host.
    """

    kid: str
    private: Ed25519PrivateKey | None = None
    public: Ed25519PublicKey | None = None
    secret: bytes | None = None

    @classmethod
    def generate(cls, kid: str | None = None) -> SigningKey:
        """Make an Ed25519 pair."""
        private = Ed25519PrivateKey.generate()
        return cls(kid or random.token_hex(4), private, private.public_key())

    @classmethod
    def shared(cls, secrets: Secrets, kid: str | None = None) -> SigningKey:
        """Derive a shared one of a root: for a single host, which verifies what it has signed itself."""
        kid = kid or secrets.primary
        return cls(kid, secret=secrets.key("mwt-hs256", kid))

    @classmethod
    def read(cls, jwk: dict[str, Any]) -> SigningKey:
        """Read an Ed25519 JWK. What it says may be done with it is not looked at: that is not the key's to say.

        Raises:
            ValueError: it is another kind of key, or none.
        """
        kid, public, private = (jwk.get(each) for each in ("kid", "x", "d"))
        if (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519") or not isinstance(kid, str):
            raise ValueError("a signing key is an Ed25519 JWK with a `kid`")
        if not isinstance(public, str) or not isinstance(private, str | None):
            raise ValueError(f"the signing key '{kid}' lacks its public half, `x`")  # noqa: TRY004  # of a file's content
        try:
            verifying = Ed25519PublicKey.from_public_bytes(decode(public))
            signing = Ed25519PrivateKey.from_private_bytes(decode(private)) if private is not None else None
        except ValueError as error:
            raise ValueError(f"the signing key '{kid}' cannot be read: {error}") from None
        if signing is not None and signing.public_key() != verifying:
            raise ValueError(f"the halves of the signing key '{kid}' do not belong together")
        return cls(kid, signing, verifying)

    @property
    def algorithm(self) -> str:
        """The algorithm that it signs by, as a token's header names it."""
        return "HS256" if self.public is None else "EdDSA"

    def takes(self, algorithm: str) -> bool:
        """Tell whether a token that names this algorithm may be of this key; no key is used for another one's."""
        return algorithm in (("HS256",) if self.public is None else ("EdDSA", "Ed25519"))

    @property
    def signs(self) -> bool:
        """Whether there is something to sign with."""
        return self.private is not None or self.secret is not None

    def sign(self, message: bytes) -> bytes:
        """Sign a message.

        Raises:
            ValueError: there is nothing to sign with.
        """
        if self.private is not None:
            return self.private.sign(message)
        if self.secret is not None:
            return hmac.digest(self.secret, message, "sha256")
        raise ValueError(f"there is no private half of the key '{self.kid}'")

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether a signature is this key's."""
        if self.public is None:
            return self.secret is not None and hmac.compare_digest(self.sign(message), signature)
        try:
            self.public.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def publish(self) -> dict[str, Any]:
        """Return the public JWK.

        Raises:
            ValueError: it is a shared key, which is never published.
        """
        if self.public is None:
            raise ValueError("a shared key is never published")
        return {"crv": "Ed25519", "kid": self.kid, "kty": "OKP", "x": encode(self.public.public_bytes_raw())}

    def write(self) -> dict[str, Any]:
        """Return the JWK with its private half, where it is there."""
        private = {"d": encode(self.private.private_bytes_raw())} if self.private is not None else {}
        return {**self.publish(), **private}


@dataclass(frozen=True)
class SigningKeys:
    """All keys that are honoured, and the one that signs.

    Attributes:
        keys: by their ids.
        primary: the id of the one that signs; None where tokens are only verified.
    """

    may_block: ClassVar[bool] = False

    keys: dict[str, SigningKey]
    primary: str | None

    @classmethod
    def of(cls, keys: Iterable[SigningKey], primary: str | None = None) -> SigningKeys:
        """Put keys together; the first one signs unless another one is named.

        Raises:
            ValueError: two have the same id, or the one that is to sign is not there.
        """
        all_keys = list(keys)
        known = {each.kid: each for each in all_keys}
        if len(known) < len(all_keys):
            raise ValueError("two signing keys have the same id")
        first = primary if primary is not None else next(iter(known), None)
        if first is not None and first not in known:
            raise ValueError(f"there is no signing key '{first}'")
        return cls(known, first)

    @property
    def signing(self) -> SigningKey:
        """The key that signs.

        Raises:
            ValueError: there is none, or only its public half.
        """
        key = self.keys.get(self.primary or "")
        if key is None or not key.signs:
            raise ValueError("there is no private key to sign with")
        return key

    def find(self, kid: str) -> SigningKey | None:
        """Return the key of an id."""
        return self.keys.get(kid)

    def jwks(self) -> dict[str, Any]:
        """Return all public keys, as `/.well-known/mizan-jwks.json` has them."""
        public = [each for each in self.keys.values() if each.public is not None]
        return {"keys": [each.publish() for each in sorted(public, key=lambda each: each.kid)]}

    @classmethod
    def load(cls, path: Path) -> SigningKeys:
        """Read the keys of a file.

        Raises:
            ValueError: it holds no keys of ours.
            OSError: it cannot be read.
        """
        try:
            content = json.loads(path.read_bytes())
            keys = [SigningKey.read(each) for each in content["keys"]]
            return cls.of(keys, content["primary"])
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"{path} holds no signing keys: {error!r}") from error

    def save(self, path: Path) -> None:
        """Write the keys to a file that only its owner can read, at once or not at all."""
        content = {"primary": self.primary, "keys": [each.write() for each in self.keys.values()]}
        draft = path.with_name(f"{path.name}.{random.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w") as file:
            json.dump(content, file, indent=2)
            file.write("\n")
        os.replace(draft, path)
