"""Clients that go away in the midst of a call, under ASGI: no transaction stays open, and half of one never counts."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from desk.models import Note
from django.db import transaction
from django.db.backends.signals import connection_created
from django.utils.functional import SimpleLazyObject
from functions import elsewhere
from mizan_core import invalidate, register
from mizan_core.client.function import client
from servers import TIMEOUT, sent, serving_here

pytestmark = pytest.mark.usefixtures("registry")
NOTES = {"context": "notes"}


def texts() -> list[str]:
    return sorted(Note.objects.values_list("text", flat=True))


@pytest.fixture(autouse=True)
def connected() -> Iterator[list[Any]]:
    """Collect the connections that the server opens; in the end all must be closed, with no transaction in them."""
    found: list[Any] = []

    def opened(connection: Any, **_: Any) -> None:
        if threading.current_thread() is not threading.main_thread():
            found.append(connection)

    connection_created.connect(opened)
    yield found
    connection_created.disconnect(opened)
    assert found, "The test is meant to open one."
    for each in found:
        assert (each.in_atomic_block, each.connection) == (False, None)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nobody is told of it: that a client leaves is no error."""
    yield
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING] == []


class Moment:
    """Where a function stands when its client leaves, and whether it went on."""

    def __init__(self) -> None:
        self.begun, self.left, self.ended = threading.Event(), threading.Event(), threading.Event()

    async def wait(self) -> None:
        """Wait for something that never comes."""
        self.begun.set()
        try:
            await asyncio.sleep(TIMEOUT)
        finally:
            self.ended.set()

    def block(self) -> None:
        """Hold the thread up until the client has left."""
        self.begun.set()
        self.left.wait(TIMEOUT)
        self.ended.set()

    def happen(self, name: str) -> None:
        """Call a function, leave while it is at work, and wait until it is done with."""
        with serving_here() as port:
            with sent(port, name):
                assert self.begun.wait(TIMEOUT)
            elsewhere(lambda: threading.Event().wait(0.05))  # the server notices
            self.left.set()
            assert self.ended.wait(TIMEOUT)


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.mark.usefixtures("atomic")
def test_an_async_function_that_waits_is_cancelled_and_rolled_back(moment: Moment, heard: Any) -> None:
    @register
    @client(affects="notes")
    async def change() -> None:
        await Note.objects.acreate(text="a")
        await sync_to_async(invalidate)("note")
        await moment.wait()

    moment.happen("change")

    assert texts() == []
    assert heard == []


@pytest.mark.usefixtures("atomic")
def test_an_async_function_in_the_midst_of_a_query_is_rolled_back_after_it(moment: Moment, heard: Any) -> None:
    @register
    @client(affects="notes")
    async def change() -> None:
        await sync_to_async(write)()

    def write() -> None:
        Note.objects.create(text="a")
        moment.block()
        Note.objects.create(text="b")

    moment.happen("change")

    assert texts() == []
    assert heard == []


@pytest.mark.usefixtures("atomic")
def test_a_rule_that_waits_is_rolled_back(moment: Moment) -> None:
    async def rule(_: Any) -> bool:
        await Note.objects.acreate(text="by the rule")
        await moment.wait()
        return True

    @register
    @client(affects="notes", auth=rule)
    async def change() -> None: ...

    moment.happen("change")

    assert texts() == []


@pytest.mark.usefixtures("atomic")
def test_a_function_that_cleans_up_when_it_is_cancelled_is_rolled_back_all_the_same(moment: Moment) -> None:
    @register
    @client(affects="notes")
    async def change() -> None:
        await Note.objects.acreate(text="a")
        try:
            await moment.wait()
        finally:
            await Note.objects.acreate(text="cleaned up")

    moment.happen("change")

    assert texts() == []


@pytest.mark.usefixtures("atomic")
def test_a_commit_that_has_begun_counts_and_is_published(moment: Moment, heard: Any) -> None:
    @register
    @client(affects="notes")
    async def change() -> None:
        await Note.objects.acreate(text="a")
        await sync_to_async(transaction.on_commit)(moment.block)

    moment.happen("change")

    assert texts() == ["a"]
    assert heard == [[NOTES]]


@pytest.mark.usefixtures("atomic")
def test_what_is_committed_is_published_though_its_client_leaves_right_after(moment: Moment, heard: Any) -> None:
    @register
    @client(affects="notes")
    async def change(request: Any) -> None:
        await Note.objects.acreate(text="a")
        request.user = SimpleLazyObject(moment.block)  # looked at after the commit, before fresh data is read

    moment.happen("change")

    assert texts() == ["a"]
    assert heard == [[NOTES]]


@pytest.mark.usefixtures("atomic")
def test_a_def_function_runs_to_its_end(moment: Moment, heard: Any) -> None:
    """No thread can be cut short."""

    @register
    @client(affects="notes")
    def change() -> None:
        Note.objects.create(text="a")
        moment.block()
        Note.objects.create(text="b")

    moment.happen("change")

    assert texts() == ["a", "b"]
    assert heard == [[NOTES]]


@pytest.mark.usefixtures("atomic")
@pytest.mark.parametrize("rule_waits", [False, True], ids=["function", "rule"])
def test_a_def_function_behind_an_async_rule_leaves_nothing_behind(
    moment: Moment, heard: Any, rule_waits: bool
) -> None:
    async def rule(_: Any) -> bool:
        await Note.objects.acreate(text="by the rule")
        if rule_waits:
            await moment.wait()
        return True

    @register
    @client(affects="notes", auth=rule)
    def change() -> None:
        moment.block()

    moment.happen("change")

    assert (texts(), heard) == (([], []) if rule_waits else (["by the rule"], [[NOTES]]))


def test_without_a_setting_what_was_written_stays_and_nothing_is_published(moment: Moment, heard: Any) -> None:
    @register
    @client(affects="notes")
    async def change() -> None:
        await Note.objects.acreate(text="a")
        await moment.wait()

    moment.happen("change")

    assert texts() == ["a"]
    assert heard == []
