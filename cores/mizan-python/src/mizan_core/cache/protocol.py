"""How a value is read through the cache, step by step and without I/O: generations with a hold.

A generator asks for one thing at a time, and is sent what came of it. `reading` performs them; tests do in any order
that processes could. Nothing here knows HTTP.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from . import tags as states
from .store import SKEW, Clock, Entry, Lookup

How: TypeAlias = Literal["hit", "stale", "miss", "joined", "bypass"]


@dataclass(frozen=True, slots=True)
class Query:
    """What is read, and by whom.

    Attributes:
        key: names the entry; whoever has the same key may see it.
        tags: what makes it stale.
        ttl: seconds that it is fresh.
        stale: seconds more that it may be shown while one caller computes it again.
        after: the generations that the caller has made or seen; those of other tags do not matter.
    """

    key: str
    tags: tuple[str, ...]
    ttl: float
    stale: float = 0
    after: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class Computed:
    """What computing came to.

    Attributes:
        body: JSON.
        storable: whether it is the value, and no error or the like: only then do others see it.
        detail: whatever else its caller wants to have back.
    """

    body: bytes
    storable: bool = True
    detail: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read.

    Attributes:
        body: JSON.
        how: where it came from.
        snapshot: the generations of the tags that it has seen at least, or nothing.
        computed: what the function made, if it ran for this caller.
    """

    body: bytes
    how: How
    snapshot: str = ""
    computed: Computed | None = None


Flight: TypeAlias = tuple[str, str]
"""A key, and the generations before its value was computed. Who saw the same ones may have the same value."""


@dataclass(frozen=True, slots=True)
class Look:
    """Ask for a `Lookup`; None if the store does not answer."""

    key: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """Tell the store of mutations that it has not heard of."""

    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Enter:
    """Join the flight of another caller in this process: what it computed, or None. `Leading` if there is none yet."""

    flight: Flight


@dataclass(frozen=True, slots=True)
class Leave:
    """End a flight, with what others may have."""

    flight: Flight
    computed: Computed | None


@dataclass(frozen=True, slots=True)
class Claim:
    """Ask to compute alone among all processes: True or False."""

    key: str


@dataclass(frozen=True, slots=True)
class Release:
    """Give the claim up."""

    key: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait for seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Compute:
    """Run the function: `Computed`."""


@dataclass(frozen=True, slots=True)
class Fill:
    """Keep an entry."""

    key: str
    entry: Entry


class Leading:
    """Tells who enters a flight that it is the first one."""


LEADING = Leading()

Asked: TypeAlias = Look | Fill | Claim | Release | Repair
"""What a store is asked for."""

Step: TypeAlias = Asked | Compute | Enter | Leave | Pause
Steps: TypeAlias = Generator[Step, Any, Answer]


@dataclass(frozen=True, slots=True)
class Rules:
    """What is the same for all queries.

    Attributes:
        clock: tells the time.
        random: a number from 0 up to 1, for early expiry.
        shared: whether other processes compute the same values.
        beta: how early values expire by chance: 1 is the optimum of XFetch, 0 is never.
        patience: seconds that one waits for another process to compute a value.
        seal: makes what proves that a body under a key is ours, for stores that others write to.
    """

    clock: Clock
    random: Callable[[], float]
    shared: bool = True
    beta: float = 1.0
    patience: float = 1.0
    seal: Callable[[str, bytes], str] | None = None


def read(query: Query, rules: Rules) -> Steps:
    """Read a value: from the store, from somebody who computes it anyway, or by computing it."""
    found: Lookup | None = yield Look(query.key, query.tags)
    if found is None:
        return (yield from _bypass())
    behind = _behind(query, found)
    if behind:
        if rules.clock.now() >= max(query.after[tag] for tag in behind):
            yield Repair(behind)
        return (yield from _bypass())
    if found.held:
        return (yield from _bypass())
    entry = _usable(found.entry, query, rules)
    if entry is None:
        return (yield from _miss(query, rules, found))
    if not _is_due(entry, rules):
        return Answer(entry.body, "hit", found.snapshot)
    return (yield from _again(query, rules, found, entry))


def _bypass() -> Steps:
    """Compute without the store, and alone: nobody knows what others' values have seen."""
    computed: Computed = yield Compute()
    return Answer(computed.body, "bypass", computed=computed)


def _again(query: Query, rules: Rules, found: Lookup, entry: Entry) -> Steps:
    """Compute a value again that nobody wrote but that is old, or will be soon: one caller does, others see the old."""
    is_fresh = entry.fresh_until > rules.clock.now()
    if not is_fresh and not query.after.keys().isdisjoint(query.tags):
        return (yield from _miss(query, rules, found))
    if (yield Claim(query.key)):
        return (yield from _compute(query, rules, found))
    return Answer(entry.body, "hit" if is_fresh else "stale", found.snapshot)


def _miss(query: Query, rules: Rules, found: Lookup) -> Steps:
    """Compute, unless somebody does who saw the same generations."""
    flight = (query.key, found.snapshot)
    joined: Computed | Leading | None = yield Enter(flight)
    if isinstance(joined, Computed):
        return Answer(joined.body, "joined", found.snapshot)
    if joined is None:  # whoever computed it failed, or takes too long
        return (yield from _compute(query, rules, found))
    try:
        answer = yield from _lead(query, rules, found)
    except GeneratorExit:
        raise
    except BaseException:
        yield Leave(flight, None)
        raise
    computed = answer.computed or Computed(answer.body)
    yield Leave(flight, computed if computed.storable else None)
    return answer


def _lead(query: Query, rules: Rules, found: Lookup) -> Steps:
    """Compute as the only one of this process, and of all processes if nobody else has begun."""
    if not rules.shared or (yield Claim(query.key)):
        return (yield from _compute(query, rules, found))
    for pause in _pauses(rules.patience):
        yield Pause(pause)
        again: Lookup | None = yield Look(query.key, query.tags)
        if again is None or again.held or again.snapshot != found.snapshot:
            break
        entry = _usable(again.entry, query, rules)
        if entry is not None and entry.fresh_until > rules.clock.now():
            return Answer(entry.body, "hit", again.snapshot)
    return (yield from _compute(query, rules, found))


def _compute(query: Query, rules: Rules, found: Lookup) -> Steps:
    """Compute and keep the value, with the generations from before it was computed."""
    began = rules.clock.now()
    try:
        computed: Computed = yield Compute()
    except GeneratorExit:
        raise
    except BaseException:
        yield Release(query.key)
        raise
    if computed.storable:
        yield Fill(query.key, _entry(query, rules, found.snapshot, computed.body, began))
    else:
        yield Release(query.key)
    return Answer(computed.body, "miss", found.snapshot, computed)


def _entry(query: Query, rules: Rules, snapshot: str, body: bytes, began: int) -> Entry:
    now = rules.clock.now()
    fresh_until = began + int(query.ttl * 1_000_000)
    stale_until = fresh_until + int(query.stale * 1_000_000)
    seal = rules.seal(query.key, body) if rules.seal else ""
    return Entry(body, snapshot, fresh_until, stale_until, max(0, now - began), seal)


def _behind(query: Query, found: Lookup) -> tuple[str, ...]:
    """Return the tags of which the caller has seen more than the store."""
    after = query.after
    if not after or after.keys().isdisjoint(query.tags):
        return ()
    numbers = states.numbers(found.snapshot)
    return tuple(tag for tag, number in zip(query.tags, numbers, strict=True) if after.get(tag, 0) > number)


def _usable(entry: Entry | None, query: Query, rules: Rules) -> Entry | None:
    if entry is None or entry.stale_until <= rules.clock.now():
        return None
    if rules.seal and not hmac.compare_digest(rules.seal(query.key, entry.body), entry.seal):
        return None
    return entry


def _is_due(entry: Entry, rules: Rules) -> bool:
    """Tell whether to compute a value again: it is no longer fresh, or will soon not be (XFetch).

    The more it costs, the earlier one of many callers finds it due, so that they do not all find it gone at once.
    """
    left = entry.fresh_until - rules.clock.now()
    if left <= 0:
        return True
    gap = entry.cost * rules.beta
    return left < gap * 40 and left < -gap * math.log(max(rules.random(), 1e-17))


def _pauses(patience: float) -> Iterable[float]:
    pause = 0.005
    while patience > 0:
        yield min(pause, patience)
        patience -= pause
        pause = min(pause * 2, 0.05)


def after_unheard(began: Mapping[str, int], tags: Iterable[str], now: int) -> dict[str, int]:
    """Return the generations of a mutation that the store may not have heard of: beyond any that it can have given.

    Whoever bears them passes by the store until it has heard. That works as long as clocks differ by less than `SKEW`.
    """
    return {tag: max(now, began.get(tag, 0)) + SKEW for tag in tags}
