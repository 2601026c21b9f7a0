"""What the cache is set to: where it keeps answers, and who shares them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_bytes
from typing import Any, TypeAlias

from ..secrets import SHORTEST, Secrets
from .store import CacheStore

VARIABLE = "MIZAN_CACHE"
NAMESPACE_VARIABLE = "MIZAN_CACHE_NAMESPACE"
SAMPLE_VARIABLE = "MIZAN_VERIFY_SAMPLE"
SECRET_VARIABLE = "MIZAN_SECRET"
SECRETS_VARIABLE = "MIZAN_SECRETS"

Teller: TypeAlias = Callable[[Any], str | None]
"""Tells of a request which tenant, session or permissions it comes with; None for nothing that could be shared."""


@dataclass(frozen=True, slots=True)
class Caching:
    """Where answers of queries with `cache=` are kept.

    Attributes:
        store: "memory" for a single process; `sqlite:///path` for the processes of one machine; `redis://…` for several
            machines; or a store of one's own.
        namespace: tells applications on one server apart; what MIZAN_CACHE_NAMESPACE says unless given.
        hold: seconds that a mutation may take at most; no shorter than the database's timeout for statements.
        verify: which part of the answers from the store is computed again, to find queries that change although no
            mutation says so; what MIZAN_VERIFY_SAMPLE says unless given.
        tenant: tells the tenant of a request, for `scope="tenant"`.
        session: tells the session of a request, for `scope="session"`.
        permissions: tells what the caller of a request may do, for `scope="permissions"`: a text that is the same for
            all who may do the same.
    """

    store: str | CacheStore
    namespace: str | None = None
    hold: float = 30.0
    verify: float | None = None
    tenant: Teller | None = None
    session: Teller | None = None
    permissions: Teller | None = None

    @property
    def shown(self) -> str:
        """How it is shown in messages, without the password that its URL may hold."""
        if not isinstance(self.store, str):
            return f"cache={type(self.store).__name__}"
        scheme, separator, _ = self.store.partition("://")
        return f"cache={scheme}{'://…' if separator else ''}"


Setting: TypeAlias = Caching | CacheStore | str | None
"""What a backend is given: settings, a store, a URL, or None for what MIZAN_CACHE says; "" is off."""


def chosen(setting: Setting) -> Caching | None:
    """Return what was chosen; None where there is no cache."""
    if setting is None:
        setting = os.environ.get(VARIABLE, "")
    if isinstance(setting, Caching):
        return setting
    return Caching(setting) if setting else None


def namespace_of(caching: Caching) -> str:
    return caching.namespace or os.environ.get(NAMESPACE_VARIABLE) or "mizan"


def sample_of(caching: Caching) -> float:
    """Return which part of hits is to be verified.

    Raises:
        ValueError: it is no part of them.
    """
    spelt = os.environ.get(SAMPLE_VARIABLE, "") if caching.verify is None else caching.verify
    try:
        sample = float(spelt or 0)
    except ValueError:
        sample = -1.0
    if not 0 <= sample <= 1:
        raise ValueError(f"the part of answers to verify is {spelt!r}, and is a number from 0 to 1")
    return sample


def secrets_of(secret: str | bytes | None, *, shared: bool, former: Secrets | None = None) -> Secrets:
    """Return what keys are made with.

    Args:
        secret: what the backend was given; MIZAN_SECRETS goes before it, and MIZAN_SECRET stands in for it.
        shared: whether other processes have to make the same keys.
        former: what they were made with before, which goes on where there is no secret.

    Raises:
        ValueError: they have to, and there is none, or it is too short.
    """
    several = os.environ.get(SECRETS_VARIABLE)
    if several:
        return Secrets.read(several)
    secret = secret or os.environ.get(SECRET_VARIABLE) or b""
    root = secret.encode() if isinstance(secret, str) else secret
    if not shared and len(root) < SHORTEST:
        return former or Secrets("k1", {"k1": token_bytes(SHORTEST)})
    if not root:
        raise ValueError("processes that share it need a secret that they share, too")
    return Secrets("k1", {"k1": root})
