"""One request and its answer, as far as the cache goes: what it reads, what it changes, what its headers say."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from .. import invalidation
from ..auth import Caller, audience_of
from ..client.targets import Target
from ..compiled import Compiled
from ..invocation import Invocation, Outcome, Steps
from . import after
from .around import Reading, Work
from .holding import Ending, Holding
from .plans import OF_ONE, Plan
from .protocol import Query
from .service import Service

logger = logging.getLogger("mizan")

EDGE = "mizan-edge"
"""The header by which an edge worker says that it would keep the answer, and under which root."""

Who = tuple[str, ...]
"""A scope as keys spell it: `("pub",)`, `("user", "id:42")` and the like."""


class Exchange:
    """What one request does with the cache.

    Attributes:
        service: the cache.
        caller: who asks.
        holding: what its call makes stale.
        readings: the cached queries that it reads, in their order.
        bypassed: how many of them are not kept for this caller.
        answered: the queries of its bundle, if none of them failed.
        made: the generations that its call gave to tags.
    """

    __slots__ = ("_sent", "_who", "answered", "bypassed", "caller", "holding", "made", "readings", "service")

    def __init__(self, service: Service, caller: Caller) -> None:
        self.service = service
        self.caller = caller
        self.holding = Holding(service)
        self.readings: list[Reading] = []
        self.bypassed = 0
        self.answered: Sequence[Compiled] = ()
        self.made: dict[str, int] = {}
        self._sent: after.Sent | None = None
        self._who: dict[str, Who | None] = {}

    @property
    def sent(self) -> after.Sent:
        """What the after-tokens say that came with the request."""
        if self._sent is None:
            self._sent = after.read(self.service.keys, self.caller.header(after.HEADER))
        return self._sent

    def known(self) -> dict[str, int]:
        """Return the generations that the caller has to be shown at least."""
        return after.prune(after.merge([self.sent.generations, self.made]), self.service.oldest)

    def begin(self, targets: Iterable[Target]) -> Steps[None]:
        """Hold what a call is known to change before it runs."""
        yield from self._hold(self.holding.new(targets))

    def begin_all(self) -> Steps[None]:
        """Hold all that the caller sees, as he is now: what is kept for him alone, and what he shares."""
        yield from self._identify({plan.cache.scope for plan in self.service.plans.by_name.values()} & OF_ONE)
        own = [who for who in self._who.values() if who is not None]
        yield from self._hold(self.holding.add(self.service.tag_keys_of_all(own)))

    def end(self) -> Steps[None]:
        """Let go of all that the call has changed, or has not after all."""
        if not self.holding.is_empty:
            self.made = yield from _do(Work(self._end, self.holding.end_async))

    def prepare(self, batch: Sequence[Invocation]) -> Steps[None]:
        """Let the cached ones of these queries be read through the cache, for the caller as he is now."""
        plans = self.service.plans.by_name
        cached = [(each, plans[each.compiled.name]) for each in batch if each.compiled and each.compiled.name in plans]
        if not cached:
            return
        yield from self._identify({plan.cache.scope for _, plan in cached})
        known = self.known()
        for invocation, plan in cached:
            reading = self._reading(plan, invocation.arguments, known)
            if reading is None:
                self.bypassed += 1
            else:
                self.readings.append(reading)
                invocation.surround(reading)

    def note(self, queries: Sequence[Compiled], outcomes: Sequence[Outcome]) -> None:
        """Remember which queries a bundle holds, if it holds a value of each."""
        if len(outcomes) == len(queries) and not any(isinstance(each, BaseException) for each in outcomes):
            self.answered = queries

    @property
    def is_shared(self) -> bool:
        """Whether an edge worker may show the answer to several callers: then it holds nothing of this one's own."""
        caches = [each.function.cache for each in self.answered]
        scopes = {None if each is None else each.scope for each in caches}
        return bool(scopes) and scopes.isdisjoint({None, *OF_ONE}) and self.caller.header(EDGE) is not None

    def who(self, scope: str) -> Who | None:
        """Return with whom the caller shares answers; None for nobody."""
        return self._who.get(scope)

    def headers_of(self, names: Collection[str]) -> dict[str, str]:
        """Return the values of request headers; an absent one is empty."""
        return {name: self.caller.header(name) or "" for name in names}

    def _hold(self, tags: list[str]) -> Steps[None]:
        if tags:
            yield from _do(Work(partial(self.holding.begin, tags), partial(self.holding.begin_async, tags)))

    def _identify(self, scopes: Iterable[str]) -> Steps[None]:
        """Find out with whom the caller shares answers."""
        self._who = {}
        for scope in scopes:
            if scope == "public":
                self._who[scope] = ("pub",)
            elif scope == "user":
                audience = audience_of(self.caller.user)
                self._who[scope] = (scope, audience) if audience else None  # nothing tells one stranger from another
            else:
                tell: Any = getattr(self.service.caching, scope)
                (told,) = yield (Invocation.of_work(partial(tell, self.caller.request)),)
                if isinstance(told, BaseException):
                    logger.error("The %s of a request could not be told: it is answered anew.", scope, exc_info=told)
                self._who[scope] = (scope, told) if isinstance(told, str) and told else None

    def _reading(self, plan: Plan, arguments: Mapping[str, Any], known: dict[str, int]) -> Reading | None:
        who = self._who[plan.cache.scope]
        if who is None or after.EVERYTHING in known or not self.sent.is_clear:
            return None
        vary = tuple(self.headers_of(plan.headers).values())
        named = self.service.name(plan, arguments, who, vary)
        if named is None:
            return None
        ttl = min(plan.cache.ttl, self.service.most)
        stale = min(plan.cache.stale, self.service.most - ttl)
        return Reading(self.service, plan.name, Query(*named, ttl, stale, known))

    def _end(self) -> dict[str, int]:
        """Let go in the call's thread, or when a transaction commits that is open around all of it."""
        ending = Ending(self.holding)
        waits = invalidation.on_commit(ending)
        return self.holding.unheard() if waits else self.holding.end()


def _do(work: Work) -> Steps[Any]:
    """Do something that may block; its failure is ours, and no answer."""
    (outcome,) = yield (Invocation.of_work_around(work),)
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome
