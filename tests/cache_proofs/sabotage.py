"""Ways to break the protocol in its real code, each of which the scheduler must notice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mizan_core.cache import tags
from mizan_core.cache.store import CacheStore, Lookup, Mutation

from .scheduler import Bench, Sabotage


class _Wrapped:
    def __init__(self, store: CacheStore, bench: Bench) -> None:
        self._store = store
        self._bench = bench

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class _WithoutHolds(_Wrapped):
    def begin(self, mutation: Mutation, hold: float) -> dict[str, int]:
        return self._store.end(Mutation("", mutation.tags))


class _WithoutSecondBump(_Wrapped):
    def end(self, mutation: Mutation) -> dict[str, int]:
        before = self._bench.states()
        made = self._store.end(mutation)
        after = self._bench.states()
        for tag in mutation.tags:
            old = tags.number(before[tag]) if tag in before else made[tag]
            _, _, rest = after[tag].partition(".")
            self._bench.put_state(tag, f"{old}.{rest}")
            made[tag] = old
        return made


class _BlindToHolds(_Wrapped):
    def lookup(self, key: str, names: tuple[str, ...]) -> Lookup:
        return replace(self._store.lookup(key, names), held=False)


SABOTAGES = (
    Sabotage("the hold is dropped", wrap=_WithoutHolds, accidents=("die",)),
    Sabotage("the second bump is dropped", wrap=_WithoutSecondBump, accidents=("overlong",)),
    Sabotage("the after-token is not minded", token=lambda token: {}, accidents=("partition",)),
    Sabotage("the snapshot is taken after the read", snapshot_after=True),
    Sabotage("filled although held", wrap=_BlindToHolds),
    Sabotage("any flight is joined", joins_any=True),
)
