"""What one connection is sent, in the event loop that serves it."""

from __future__ import annotations

import asyncio
import random
import weakref
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress

from . import shutdown
from .events import HEARTBEAT
from .hub import Connection, Hub
from .settings import Live


class Stream:
    """Yields the bytes to send, until the client goes, the server stops, or the stream has lived long enough.

    Raises:
        RateLimited: whoever opens it has too many.
    """

    def __init__(self, hub: Hub, settings: Live, audience: str | None, address: str) -> None:
        loop = asyncio.get_running_loop()
        woken = asyncio.Event()
        self._hub = hub
        self._settings = settings
        self._woken = woken
        self._connection = hub.open(audience, address, _waker(loop, woken))
        # Whoever never begins to read it, because the client has gone, closes it by forgetting it.
        self._forgotten = weakref.finalize(self, _close_soon, loop, hub, self._connection)
        shutdown.watch(hub.end_all)

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        now = asyncio.get_running_loop().time
        last = now() + self._settings.lifetime * random.uniform(0.9, 1.1)
        try:
            while not self._connection.ended and not shutdown.is_coming() and now() < last:
                self._woken.clear()
                events = self._hub.take(self._connection)
                yield events or await self._wait(min(self._settings.heartbeat, last - now()))
        finally:
            self.close()

    def end(self) -> None:
        """Let it end as soon as possible."""
        self._connection.end()

    def close(self) -> None:
        """Forget the connection."""
        self._forgotten.detach()
        self._hub.close(self._connection)

    async def _wait(self, seconds: float) -> bytes:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        return self._hub.take(self._connection) or HEARTBEAT


def _waker(loop: asyncio.AbstractEventLoop, woken: asyncio.Event) -> Callable[[], None]:
    def wake() -> None:
        with suppress(RuntimeError):  # the loop is closed, and with it the stream
            loop.call_soon_threadsafe(woken.set)

    return wake


def _close_soon(loop: asyncio.AbstractEventLoop, hub: Hub, connection: Connection) -> None:
    """Close it outside of whatever the garbage collector has interrupted."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(hub.close, connection)
