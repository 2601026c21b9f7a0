"""A shelf of books to test caches with: functions that count how often they ran."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from mizan_core import Cache, Registry, context, invalidate, register
from mizan_core.cache import Caching
from mizan_core.client.function import client
from mizan_core.testing import Answer, MizanClient, User

ADA, GRACE = User(id=1), User(id=2)


class Shelf:
    """A registry whose functions count how often they ran."""

    def __init__(self, store: str, **settings: Any) -> None:
        self.registry = Registry(cache=Caching(store, hold=0.5, **settings), secret="x" * 32)
        self.ran: list[Any] = []
        self.titles = {1: "One", 2: "Two"}

        @register(registry=self.registry)
        @client(context="book", cache=60)
        def title(book_id: int) -> str:
            self.ran.append(("title", book_id))
            return self.titles[book_id]

        @register(registry=self.registry)
        @client(context="book", cache=Cache(60, scope="public"))
        async def length(book_id: int, unit: str = "letters") -> int:
            self.ran.append(("length", book_id, unit))
            return len(self.titles[book_id])

        @register(registry=self.registry)
        @client(affects="book")
        def rename(book_id: int, title: str) -> None:
            self.titles[book_id] = title

        @register(registry=self.registry)
        @client(affects="book")
        async def rename_later(book_id: int, title: str) -> None:
            await asyncio.sleep(0)
            self.titles[book_id] = title

        @register(registry=self.registry)
        @client
        def rename_by_hand(book_id: int, title: str) -> None:
            self.titles[book_id] = title
            invalidate("book", book_id=book_id)

        @register(registry=self.registry)
        @client(affects=context("book", book_id=lambda args, _: args.book_id))
        async def rename_by_result(book_id: int, title: str) -> None:
            self.titles[book_id] = title

        @register(registry=self.registry)
        @client(affects="*")
        def rename_all(title: str) -> None:
            self.titles = dict.fromkeys(self.titles, title)

        @register(registry=self.registry)
        @client
        def invalidate_all() -> None:
            invalidate("*")

        @register(registry=self.registry)
        @client(affects="*")
        def become_grace(request: Any) -> None:
            request.state.user = GRACE

    def fetch(self, book: int, user: Any = ADA, token: str | None = None, **headers: str) -> Answer:
        return self.client(user, token, **headers).context("book", {"book_id": book})

    def client(self, user: Any = ADA, token: str | None = None, **headers: str) -> MizanClient:
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | (
            {"mizan-after": token} if token else {}
        )
        request = SimpleNamespace(state=SimpleNamespace(user=user), headers=sent)
        return MizanClient(registry=self.registry, request=request)

    def runs(self, work: Callable[[], Any]) -> int:
        before = len(self.ran)
        work()
        return len(self.ran) - before

    def close(self) -> None:
        if self.registry.caching is not None:
            self.registry.caching.close()
