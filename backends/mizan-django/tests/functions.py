"""Functions for tests: of either colour, failing, once more, and on a connection of their own."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections

T = TypeVar("T")


def coloured(function: Callable[..., Any], *, is_async: bool) -> Callable[..., Any]:
    """Return a function that does the same, or an `async def` that does it where Django's own async methods would.

    It is another one in both cases: what is declared on it ends with the test.
    """
    if not is_async:
        return again(function)

    @functools.wraps(function)
    async def later(*args: Any, **kwargs: Any) -> Any:
        return await sync_to_async(function)(*args, **kwargs)

    return later


def again(function: Callable[..., T]) -> Callable[..., T]:
    """Return another function that does the same, as one cannot be declared twice."""

    @functools.wraps(function)
    def other(*args: Any, **kwargs: Any) -> T:
        return function(*args, **kwargs)

    return other


def raiser(error: Exception) -> Callable[[], None]:
    """Return a function that fails."""

    def fail() -> None:
        raise error

    return fail


def elsewhere(work: Callable[[], T]) -> T:
    """Run something in a thread, and so on another connection, which sees only what is committed."""
    results: list[T] = []

    def run() -> None:
        try:
            results.append(work())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return results[0]
