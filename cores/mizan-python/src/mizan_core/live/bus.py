"""Where everybody else hears of what became stale: a bus, in this process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from pydantic_core import to_json

from ..client.targets import Target

logger = logging.getLogger("mizan")

Listener: TypeAlias = Callable[[Sequence[Target]], None]
Relay: TypeAlias = Callable[[Sequence[Target], str | None], None]
"""Takes targets further, with the origin that their call named."""


class Bus:
    """Passes targets on to those who listen, in the thread that publishes."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()
        self._relays: tuple[Relay, ...] = ()
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call back with the targets of every commit from now on. Returns how to stop."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._lock:
                self._listeners = tuple(each for each in self._listeners if each is not listener)

        return unsubscribe

    def relay(self, relay: Relay) -> Callable[[], None]:
        """Hand on what is published, with its origin, to where others listen. Returns how to stop."""
        with self._lock:
            self._relays = (*self._relays, relay)

        def stop() -> None:
            with self._lock:
                self._relays = tuple(each for each in self._relays if each is not relay)

        return stop

    def publish(self, targets: Sequence[Target], origin: str | None = None) -> None:
        """Tell what became stale. A listener that fails is logged, and the others still hear of it.

        Args:
            targets: what became stale.
            origin: what the client calls itself that made it stale, so that it need not be told.
        """
        for listener in self._listeners:
            try:
                listener(targets)
            except Exception:  # the write is done: nothing that happens here may look like its failure
                logger.exception("A listener to what becomes stale failed.")
        for relay in self._relays:
            try:
                relay(targets, origin)
            except Exception:  # as above
                logger.exception("What became stale could not be told to others.")


class Publication:
    """Targets that are published together, once what made them stale is committed."""

    def __init__(self, bus: Bus, target: Target) -> None:
        self._bus = bus
        self._targets = [target]

    def absorb(self, other: Publication) -> bool:
        """Take over the targets of another one for the same bus; tell whether it is the same."""
        if other._bus is not self._bus:
            return False
        self._targets += other._targets
        return True

    def __call__(self) -> None:
        self._bus.publish(unique(self._targets))


def unique(targets: Iterable[Target]) -> list[Target]:
    """Return the targets in their order, none twice."""
    return list({to_json(each.to_wire()): each for each in targets}.values())
