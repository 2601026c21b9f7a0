"""Reading through a store: performs the steps of `protocol`, in threads and in event loops."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

from .flights import AsyncFlights, Flights
from .protocol import (
    Answer,
    Asked,
    Claim,
    Compute,
    Computed,
    Enter,
    Fill,
    Leave,
    Look,
    Pause,
    Query,
    Release,
    Repair,
    Rules,
    Step,
    read,
)
from .store import CacheStore, Mutation, StoreUnavailableError, SystemClock

CLAIM = 5.0
"""Seconds after which others no longer wait for whoever computes a value: it may have died."""


class Reader:
    """Reads values through a store. One per process, since callers in it share what they compute."""

    def __init__(
        self, store: CacheStore, *, seal: Callable[[str, bytes], str] | None = None, rules: Rules | None = None
    ) -> None:
        self._store = store
        self._rules = rules or Rules(SystemClock(), random.random, shared=store.shared, seal=seal)
        self._flights = Flights()
        self._async_flights = AsyncFlights()

    def read(self, query: Query, compute: Callable[[], Computed]) -> Answer:
        """Return a value; `compute` is called if it has to be, and what it raises is raised."""
        steps = read(query, self._rules)
        try:
            step = next(steps)
            while True:
                try:
                    reply = self._perform(step, compute)
                except BaseException as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(reply)
        except StopIteration as stop:
            return stop.value

    async def read_async(self, query: Query, compute: Callable[[], Awaitable[Computed]]) -> Answer:
        """Return a value; `compute` is called if it has to be, and what it raises is raised."""
        steps = read(query, self._rules)
        try:
            step = next(steps)
            while True:
                try:
                    reply = await self._perform_async(step, compute)
                except BaseException as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(reply)
        except StopIteration as stop:
            return stop.value

    def _perform(self, step: Step, compute: Callable[[], Computed]) -> Any:
        if isinstance(step, Asked):
            try:
                return perform(self._store, step)
            except StoreUnavailableError:
                return unanswered(step)
        match step:
            case Compute():
                return compute()
            case Enter(flight):
                return self._flights.enter(flight)
            case Leave(flight, computed):
                return self._flights.leave(flight, computed)
            case Pause(seconds):
                return time.sleep(seconds)

    async def _perform_async(self, step: Step, compute: Callable[[], Awaitable[Computed]]) -> Any:
        if isinstance(step, Asked):
            try:
                return await _perform_in_loop(self._store, step)
            except StoreUnavailableError:
                return unanswered(step)
        match step:
            case Compute():
                return await compute()
            case Enter(flight):
                return await self._async_flights.enter(flight)
            case Leave(flight, computed):
                return self._async_flights.leave(flight, computed)
            case Pause(seconds):
                return await asyncio.sleep(seconds)


def perform(store: CacheStore, step: Asked) -> Any:
    """Ask a store for what a step wants of it."""
    match step:
        case Look(key, tags):
            return store.lookup(key, tags)
        case Claim(key):
            return store.claim(key, CLAIM)
        case Fill(key, entry):
            return store.fill(key, entry)
        case Release(key):
            return store.release(key)
        case Repair(tags):
            return store.end(Mutation("", tags))


async def _perform_in_loop(store: CacheStore, step: Asked) -> Any:
    match step:
        case Look(key, tags):
            return await store.lookup_async(key, tags)
        case Claim(key):
            return await store.claim_async(key, CLAIM)
        case Fill(key, entry):
            return await store.fill_async(key, entry)
        case Release(key):
            return await store.release_async(key)
        case Repair(tags):
            return await store.end_async(Mutation("", tags))


def unanswered(step: Asked) -> Any:
    """Return what a step comes to where the store does not answer: the value is computed, and that is all."""
    return True if isinstance(step, Claim) else None
