"""On a real ASGI server: what blocks holds nobody up, and what waits waits together. Told by order, never by time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from desk.models import Note
from django.db import transaction
from functions import coloured
from mizan_core import register
from mizan_core.client.function import client
from servers import TIMEOUT, Browser, serving_here

pytestmark = pytest.mark.usefixtures("registry")
NOTES = {"context": "notes"}


class Gate:
    """Something that one request waits for, and another one opens."""

    def __init__(self) -> None:
        self._reached, self._opened = threading.Event(), threading.Event()

    def block(self) -> bool:
        """Hold the thread up until the gate is opened."""
        self._reached.set()
        return self._opened.wait(TIMEOUT)

    def open(self) -> None:
        """Open the gate, once somebody stands before it."""
        assert self._reached.wait(TIMEOUT)
        self._opened.set()


@pytest.fixture
def gate() -> Gate:
    """A gate that the function `opens` opens."""
    gate = Gate()

    @register
    @client
    def opens() -> None:
        gate.open()

    return gate


@pytest.fixture
def later() -> Iterator[Callable[..., Future[Any]]]:
    """Send a call while others are under way."""
    with ThreadPoolExecutor(8) as pool:
        yield lambda *call: pool.submit(answer_to, *call)


def answer_to(port: int, name: str, *options: Any) -> Any:
    with Browser(port) as browser:
        return browser.call(name, *options).json()


def test_a_def_function_that_blocks_holds_nobody_up(gate: Gate, later: Any) -> None:
    @register
    @client
    def blocks() -> bool:
        return gate.block()

    with serving_here() as port:
        blocked = later(port, "blocks")
        answer_to(port, "opens")

        assert blocked.result() == {"result": True}


@pytest.mark.parametrize("where", ["rule", "query", "hook"])
def test_what_blocks_around_an_async_mutation_holds_nobody_up(
    gate: Gate, later: Any, where: str, settings: Any
) -> None:
    settings(MIZAN={"ATOMIC": "mutations"})

    def rule(_: Any) -> bool:
        return where != "rule" or gate.block()

    @register
    @client(affects="notes", auth=rule)
    async def change() -> None:
        if where == "hook":
            await sync_to_async(transaction.on_commit)(gate.block)

    @register
    @client(context="notes")
    def look() -> bool:
        return where != "query" or gate.block()

    with serving_here() as port:
        blocked = later(port, "change", {}, [{"context": "notes", "params": {}}])
        answer_to(port, "opens")

        assert blocked.result()["refreshed"][0]["data"] == {"look": True, "note_count": 0, "notes": []}


def test_the_async_queries_of_a_bundle_run_at_the_same_time() -> None:
    """Each waits for all the others, so that one after the other they would never end."""
    barrier: list[asyncio.Barrier] = []

    def attendant() -> Callable[..., Any]:
        @client(context="meeting")
        async def attend() -> bool:
            barrier[:] = barrier or [asyncio.Barrier(5)]
            await asyncio.wait_for(barrier[0].wait(), TIMEOUT)
            return True

        return attend

    for index in range(5):
        register(attendant(), f"attend{index}")

    with serving_here() as port, Browser(port) as browser:
        assert list(browser.fetch("meeting").json()["data"].values()) == [True] * 5


def test_a_def_query_and_an_async_one_of_a_bundle_run_at_the_same_time(gate: Gate) -> None:
    @register
    @client(context="gate")
    def waits() -> bool:
        return gate.block()

    @register
    @client(context="gate")
    async def opens_it() -> None:
        await asyncio.to_thread(gate.open)

    with serving_here() as port, Browser(port) as browser:
        assert browser.fetch("gate").json()["data"] == {"opens_it": None, "waits": True}


def test_requests_at_the_same_time_have_transactions_of_their_own(later: Any, is_async: bool, settings: Any) -> None:
    """Both are inside before either writes; the one that fails does not take the other's write along."""
    inside = threading.Barrier(2)

    def write(text: str) -> None:
        inside.wait(TIMEOUT)
        Note.objects.create(text=text)
        if text == "fails":
            raise ZeroDivisionError

    settings(MIZAN={"ATOMIC": "mutations"})
    register(client(affects="notes")(coloured(write, is_async=is_async)))

    with serving_here() as port:
        failed, kept = [later(port, "write", {"text": text}) for text in ("fails", "stays")]

        assert failed.result().keys() == {"error"}
        assert kept.result() == {"result": None, "invalidate": [NOTES]}
    assert list(Note.objects.values_list("text", flat=True)) == ["stays"]
