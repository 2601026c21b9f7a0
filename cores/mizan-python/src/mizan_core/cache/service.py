"""The cache of one registry: opened when it is sealed, used by its requests, told of what became stale."""

from __future__ import annotations

import logging
import math
import multiprocessing
import os
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from ..canonical import NotCanonical
from ..client.targets import Target
from ..compiled import Compiled, Context
from .keys import Keys, Subject
from .opening import open_store
from .plans import Plan, Plans, Tag, tag_of_all
from .reading import Reader
from .settings import Caching, namespace_of, sample_of, secrets_of
from .store import SKEW, CacheStore, SystemClock
from .verifying import Verifier
from .writing import Writer

_REMEMBERED = 20_000
"""Names of entries that are kept, since the same ones are read again and again."""

ALONE = 5.0
"""Seconds that answers are kept at most where other processes have a memory of their own, and hear nothing."""

logger = logging.getLogger("mizan")

_SHORT = 256
"""Bytes of params whose names are kept: others could fill the memory."""


class Service:
    """What requests need of the cache.

    Attributes:
        caching: its settings.
        keys: what makes names.
        plans: what is cached.
        reader: reads values through the store.
        writer: tells the store of mutations.
        verifier: computes some of the answers again, and compares.
        most: seconds that answers are kept at most, whatever is declared.
    """

    def __init__(
        self,
        caching: Caching,
        store: CacheStore,
        keys: Keys,
        contexts: Mapping[str, Context],
        functions: Mapping[str, Compiled],
    ) -> None:
        from ..document.openapi import shapes  # which knows this package's settings

        self.caching = caching
        self.store = store
        self.keys = keys
        cached = {name: each for name, each in functions.items() if each.function.cache is not None}
        self.plans = Plans(contexts, functions, shapes(cached))
        # Only who shares a store with others has to prove that he wrote what it holds.
        self.reader = Reader(store, seal=keys.seal if store.shared else None)
        self.writer = Writer(store, hold=caching.hold)
        self.verifier = Verifier(store, sample_of(caching), random.random)
        self.most = math.inf if store.shared or not _has_siblings() else ALONE
        self._clock = SystemClock()
        self._named = lru_cache(_REMEMBERED)(self._name)
        self._executor: ThreadPoolExecutor | None = None

    def name(
        self, plan: Plan, arguments: Mapping[str, Any], scope: tuple[str, ...], vary: tuple[str, ...]
    ) -> tuple[str, tuple[str, ...]] | None:
        """Return the key of an entry and those of its tags; None where it cannot be kept."""
        spelt = plan.spell(arguments)
        if spelt is None:
            return None
        return (self._named if len(spelt) <= _SHORT else self._name)(plan, spelt, scope, vary)

    def tag_keys(self, targets: Iterable[Target]) -> Iterator[str]:
        """Yield the keys of the tags that targets mean, under every root."""
        for target in targets:
            for tag in self.plans.tags(target):
                yield from self._tag_keys(tag)

    def tag_keys_of_all(self, scopes: Iterable[tuple[str, ...]]) -> Iterator[str]:
        """Yield the keys of the tags of all that a caller sees who is known by these scopes."""
        for tag in {tag_of_all(each) for each in [("pub",), *scopes]}:
            yield from self._tag_keys(tag)

    @property
    def oldest(self) -> int:
        """The oldest generation that an entry may be shown with: nobody has to remember those before it."""
        return self._clock.now() - int(self.plans.longest * 1_000_000) - SKEW

    def later(self, work: Callable[[], Any]) -> Future[Any]:
        """Do something that may block, in a thread, one thing after the other."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, "mizan-cache")
        return self._executor.submit(work)

    def close(self) -> None:
        """Tell the store what it has not heard, and close it."""
        if self._executor is not None:
            self._executor.shutdown()
        self.writer.close()
        self.store.close()

    async def close_async(self) -> None:
        """Close what this event loop has open."""
        await self.store.close_async()

    def _name(
        self, plan: Plan, spelt: bytes, scope: tuple[str, ...], vary: tuple[str, ...]
    ) -> tuple[str, tuple[str, ...]] | None:
        params = from_json(spelt)
        headers = dict(zip(plan.headers, vary, strict=True))
        subject = Subject("fn", plan.name, plan.rev, plan.shape, scope, headers, params)
        try:
            tags = [*plan.tags(params), tag_of_all(scope)]
            return self.keys.entry(subject), tuple(self.keys.tag(each) for each in tags)
        except NotCanonical:
            return None

    def _tag_keys(self, tag: Tag) -> list[str]:
        try:
            return self.keys.tags(tag)
        except NotCanonical:  # nothing that bears it is ever kept
            return []


def open_service(
    caching: Caching,
    secret: str | bytes | None,
    contexts: Mapping[str, Context],
    functions: Mapping[str, Compiled],
    former: Service | None = None,
) -> Service:
    """Return the cache that is set; `former` is the one before it, whose store goes on if nothing else is set.

    Raises:
        ValueError: it cannot be opened as it is set; says why, as the end of a sentence.
        DeclarationError: what a cached query returns has no JSON form.
    """
    for name, each in functions.items():
        cache = each.function.cache
        if cache is not None and cache.scope not in ("public", "user") and getattr(caching, cache.scope) is None:
            raise ValueError(f'{name} has scope="{cache.scope}", but nothing tells the {cache.scope} of a request')
    namespace = namespace_of(caching)
    if former is not None and former.caching == caching:
        keys = Keys(secrets_of(secret, shared=former.store.shared, former=former.keys.secrets), namespace)
        return Service(caching, former.store, keys, contexts, functions)
    store = caching.store
    if isinstance(store, str):
        try:
            store = open_store(store, namespace=namespace, hold=caching.hold)
        except ImportError as error:
            raise ValueError(f"{error}") from None
    service = Service(caching, store, Keys(secrets_of(secret, shared=store.shared), namespace), contexts, functions)
    if service.most < math.inf:
        logger.warning(
            "The cache is in the memory of one of several processes, and the others do not hear what becomes stale "
            "there: answers are kept for %g seconds at most. Set MIZAN_CACHE to sqlite:///path, or to a Redis.",
            service.most,
        )
    return service


def _has_siblings() -> bool:
    """Tell whether this is probably one of several processes that serve the same."""
    several = os.environ.get("WEB_CONCURRENCY", "1") not in ("", "1")
    forked = os.environ.get("SERVER_SOFTWARE", "").startswith("gunicorn")
    return several or forked or multiprocessing.parent_process() is not None
