"""What is put around a run: reading through the cache, or work that has a way for threads and one for event loops."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from .protocol import Answer, Computed, How, Query
from .service import Service


class Reading:
    """One cached query for one caller.

    Attributes:
        name: of the query.
        query: what is read.
        how: where the answer came from; "miss" too while there is none, or where the query failed.
        snapshot: the generations of the tags that the answer has seen at least; nothing where they are not known.
        stored: whether others may have it now.
    """

    __slots__ = ("_service", "how", "name", "query", "snapshot", "stored")

    def __init__(self, service: Service, name: str, query: Query) -> None:
        self._service = service
        self.name = name
        self.query = query
        self.how: How = "miss"
        self.snapshot = ""
        self.stored = False

    def run(self, perform: Callable[[], bytes]) -> bytes:
        """Return the answer; `perform` runs the query where it has to be, in a transaction of its own."""
        answer = self._service.reader.read(self.query, lambda: Computed(perform()))
        self._note(answer)
        verifier = self._service.verifier
        return verifier.verify(self.name, self.query, answer, perform) if verifier.wants(answer) else answer.body

    async def run_async(self, perform: Callable[[], Awaitable[bytes]]) -> bytes:
        """Do the same in an event loop."""

        async def compute() -> Computed:
            return Computed(await perform())

        answer = await self._service.reader.read_async(self.query, compute)
        self._note(answer)
        verifier = self._service.verifier
        if verifier.wants(answer):
            return await verifier.verify_async(self.name, self.query, answer, perform)
        return answer.body

    def _note(self, answer: Answer) -> None:
        self.how = answer.how
        self.snapshot = answer.snapshot
        self.stored = answer.how == "miss"


class Work:
    """Something of our own, in place of a run."""

    __slots__ = ("_run", "_run_async")

    def __init__(self, run: Callable[[], Any], run_async: Callable[[], Awaitable[Any]]) -> None:
        self._run = run
        self._run_async = run_async

    def run(self, _: Callable[[], Any]) -> Any:
        return self._run()

    async def run_async(self, _: Callable[[], Awaitable[Any]]) -> Any:
        return await self._run_async()
