"""What a call is about to change: held in the store as soon as it is known, let go of once it is committed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..client.targets import Target
from .writing import Begun

if TYPE_CHECKING:
    from .service import Service


class Holding:
    """Tags that one call, or one `invalidate` outside of calls, makes stale.

    `begin` blocks; `begin_here` does not where an event loop runs, which `end` then waits for. Whatever was begun has
    to be ended, also after a rollback; a holding that never is lasts as long as the store lets it.
    """

    __slots__ = ("_begun", "_coming", "_has_ended", "_service", "_tags")

    def __init__(self, service: Service) -> None:
        self._service = service
        self._tags: set[str] = set()
        self._begun: Begun | None = None
        self._coming: list[Future[Any]] = []
        self._has_ended = False

    @property
    def is_empty(self) -> bool:
        return not self._tags

    def new(self, targets: Iterable[Target]) -> list[str]:
        """Return the tags of targets that are not held yet, and take them for held."""
        return self.add(self._service.tag_keys(targets))

    def add(self, tags: Iterable[str]) -> list[str]:
        """Return those of the tags that are not held yet, and take them for held."""
        found = [tag for tag in dict.fromkeys(tags) if tag not in self._tags]
        self._tags.update(found)
        return found

    def begin(self, tags: Iterable[str]) -> None:
        """Hold further tags."""
        self._begun = self._service.writer.begin(tags, self._begun)

    async def begin_async(self, tags: Iterable[str]) -> None:
        """Hold further tags, in an event loop."""
        self._begun = await self._service.writer.begin_async(tags, self._begun)

    def begin_here(self, targets: Iterable[Target]) -> None:
        """Hold what somebody's function has just named: at once, or in an event loop as soon as it lets others run."""
        tags = self.new(targets)
        if not tags:
            return
        if _in_event_loop():
            self._coming.append(self._service.later(lambda: self.begin(tags)))
        else:
            self.begin(tags)

    def end(self) -> dict[str, int]:
        """Let go. Returns the generations that the caller has to be shown at least, from now on. May be repeated."""
        for each in self._coming:
            each.result()
        self._has_ended = True
        return {} if self._begun is None else self._service.writer.end(self._begun)

    async def end_async(self) -> dict[str, int]:
        """Let go, in an event loop."""
        for each in self._coming:
            await asyncio.wrap_future(each)
        self._has_ended = True
        return {} if self._begun is None else await self._service.writer.end_async(self._begun)

    def end_here(self) -> None:
        """Let go outside of calls: at once, or in an event loop as soon as the thread for that has time."""
        self._has_ended = True
        if _in_event_loop():
            self._service.later(self.end)
        else:
            self.end()

    def drop(self) -> None:
        """Let go after a rollback, from wherever that is noticed, unless it was done."""
        if not self._has_ended:
            self._has_ended = True
            with suppress(RuntimeError):  # the process ends
                self._service.later(self.end)

    def unheard(self) -> dict[str, int]:
        """Return generations for a caller who is answered before the store can be told."""
        return self._service.writer.unheard(self._begun)


class Ending:
    """Ends a holding at the commit of a transaction; when it is rolled back, nobody keeps this any more."""

    __slots__ = ("_holding",)

    def __init__(self, holding: Holding) -> None:
        self._holding = holding

    def __call__(self) -> None:
        self._holding.end_here()

    def __del__(self) -> None:
        self._holding.drop()


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
