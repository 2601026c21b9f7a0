"""Keys (MZK-1): what names an entry, a tag and a generation in a store, so that nobody else can make such a name."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..canonical import NotCanonical, dumps, loads_canonical
from ..secrets import Secrets, decode, encode

_SHORT = 16


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is of, and for whom.

    Attributes:
        kind: `"ctx"` or `"fn"`.
        name: of the context or the function.
        rev: the revision that its author gave it.
        shape: a hash of what it returns.
        scope: who may share it: `("pub",)`, `("user", "42")` and the like.
        vary: the headers it depends on, by name.
        params: as they were validated.
    """

    kind: str
    name: str
    rev: int
    shape: str
    scope: Sequence[str]
    vary: Mapping[str, str]
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Keys:
    """Makes keys in one namespace.

    Attributes:
        secrets: the roots.
        namespace: what tells deployments that share a store apart.
    """

    secrets: Secrets
    namespace: str

    def entry(self, subject: Subject, kid: str | None = None) -> str:
        """Return the key of an entry.

        Raises:
            NotCanonical: its params have no canonical spelling, so it cannot be kept.
        """
        named = [
            self.namespace,
            subject.kind,
            subject.name,
            subject.rev,
            subject.shape,
            list(subject.scope),
            dict(subject.vary),
            dict(subject.params),
        ]
        return f"mz1.{kid or self.secrets.primary}.{encode(self._mac('cache-key', b'mizan.cache-key.v1', named, kid))}"

    def tag(self, tag: Sequence[Any], kid: str | None = None) -> str:
        """Return the key of a tag: `("ctx", name)`, `("ctx", name, params)` or `("fn", name, …)`.

        Raises:
            NotCanonical: its params have no canonical spelling.
        """
        mac = self._mac("tag", b"mizan.tag.v1", [self.namespace, *tag], kid)
        return f"mzt1.{kid or self.secrets.primary}.{encode(mac[:_SHORT])}"

    def tags(self, tag: Sequence[Any]) -> list[str]:
        """Return the keys of a tag under every root, since entries made under an old one must become stale too."""
        return [self.tag(tag, kid) for kid in self.secrets.roots]

    def after(self, generations: Mapping[str, int]) -> str:
        """Return the token that says which generations of tags its bearer has made, or seen."""
        payload = dumps({"t": dict(generations)})
        return f"mza1.{self.secrets.primary}.{encode(payload)}.{encode(self._after_mac(payload, self.secrets.primary))}"

    def read_after(self, token: str) -> dict[str, int] | None:
        """Return what an after-token says; None for one that is not ours."""
        try:
            version, kid, payload, mac = token.split(".")
            raw = decode(payload)
            if version != "mza1" or not hmac.compare_digest(decode(mac), self._after_mac(raw, kid)):
                return None
            return loads_canonical(raw)["t"]
        except (ValueError, KeyError, NotCanonical):
            return None

    def knows_root(self, token: str) -> bool:
        """Tell whether an after-token says that it was made with one of our roots."""
        version, _, rest = token.partition(".")
        return version == "mza1" and rest.count(".") == 2 and rest.partition(".")[0] in self.secrets.roots

    def seal(self, key: str, body: bytes) -> str:
        """Return what proves that we put a body under a key, for stores that others can write to."""
        key_id = key.split(".")[1]
        message = b"mizan.seal.v1\x00" + key.encode() + b"\x00" + body
        return encode(hmac.digest(self.secrets.key("seal", key_id), message, "sha256")[:_SHORT])

    def _mac(self, purpose: Any, label: bytes, named: list[Any], kid: str | None) -> bytes:
        return hmac.digest(self.secrets.key(purpose, kid), label + b"\x00" + dumps(named), "sha256")

    def _after_mac(self, payload: bytes, kid: str) -> bytes:
        return hmac.digest(self.secrets.key("after", kid), b"mizan.after.v1\x00" + payload, "sha256")[:_SHORT]
