"""Values on their way in this process, which others may wait for: single flight, for threads and for event loops."""

from __future__ import annotations

import asyncio
import threading

from .protocol import LEADING, Computed, Flight, Leading

PATIENCE = 5.0
"""Seconds that one waits for another's value, before one computes it oneself."""


class _Landing:
    def __init__(self) -> None:
        self.done = threading.Event()
        self.computed: Computed | None = None


class Flights:
    """Those of threads."""

    def __init__(self) -> None:
        self._flights: dict[Flight, _Landing] = {}
        self._lock = threading.Lock()

    def enter(self, flight: Flight) -> Computed | Leading | None:
        """Wait for a value; `LEADING` if nobody computes it yet, None if it does not come."""
        with self._lock:
            landing = self._flights.get(flight)
            if landing is None:
                self._flights[flight] = _Landing()
                return LEADING
        landing.done.wait(PATIENCE)
        return landing.computed

    def leave(self, flight: Flight, computed: Computed | None) -> None:
        with self._lock:
            landing = self._flights.pop(flight)
        landing.computed = computed
        landing.done.set()


class AsyncFlights:
    """Those of event loops, each loop's for itself."""

    def __init__(self) -> None:
        self._flights: dict[tuple[asyncio.AbstractEventLoop, Flight], asyncio.Future[Computed | None]] = {}

    async def enter(self, flight: Flight) -> Computed | Leading | None:
        """Wait for a value; `LEADING` if nobody computes it yet, None if it does not come."""
        loop = asyncio.get_running_loop()
        landing = self._flights.get((loop, flight))
        if landing is None:
            self._flights[loop, flight] = loop.create_future()
            return LEADING
        done, _ = await asyncio.wait([landing], timeout=PATIENCE)
        return landing.result() if done else None

    def leave(self, flight: Flight, computed: Computed | None) -> None:
        landing = self._flights.pop((asyncio.get_running_loop(), flight))
        if not landing.done():
            landing.set_result(computed)
