"""`invalidate()` inside of transactions and savepoints: what is rolled back was never stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from clients import LoopClient
from desk.models import Note
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from functions import coloured
from mizan_core import Registry, invalidate, register
from mizan_core.client.function import client
from mizan_core.registry import default_registry
from mizan_django.testing import MizanClient

NOTES = {"context": "notes"}
ME = {"context": "me"}
MOUNTED = {"context": "notes", "params": {}}


def note(number: int) -> dict[str, Any]:
    return {"context": "note", "params": {"note_id": number}}


def name(number: int) -> None:
    invalidate("note", note_id=number)


class Undo(Exception):
    """Rolls a block back."""


def undone(number: int) -> None:
    """Name a note in a savepoint, or a transaction, that is rolled back."""
    with suppress(Undo), transaction.atomic():
        name(number)
        raise Undo


# Outside of calls: the bus alone.


def test_without_a_transaction_each_is_heard_at_once(heard: Any) -> None:
    name(1)
    assert heard == [[note(1)]]
    name(2)
    assert heard == [[note(1)], [note(2)]]


def test_a_commit_publishes_once_and_not_before(heard: Any) -> None:
    with transaction.atomic():
        name(1)
        invalidate("*")
        name(2)
        name(1)
        assert heard == []
    assert heard == [[note(1), {"all": True}, note(2)]]


def test_a_rollback_publishes_nothing(heard: Any) -> None:
    undone(1)
    assert heard == []


def test_a_rollback_without_an_exception_publishes_nothing(heard: Any) -> None:
    with transaction.atomic():
        name(1)
        transaction.set_rollback(True)
    assert heard == []


def test_a_commit_that_fails_publishes_nothing(heard: Any) -> None:
    @transaction.atomic
    def belong_to_nobody() -> None:
        Note.objects.create(text="a", author_id=404)
        name(1)

    with pytest.raises(IntegrityError):
        belong_to_nobody()
    assert heard == []


def test_a_savepoint_that_is_rolled_back_takes_its_own_along(heard: Any) -> None:
    with transaction.atomic():
        name(1)
        undone(2)
        name(3)
    assert heard == [[note(1), note(3)]]


def test_a_savepoint_takes_along_what_was_named_deeper_and_already_released(heard: Any) -> None:
    with transaction.atomic():
        with suppress(Undo), transaction.atomic():
            with transaction.atomic():
                name(1)
            raise Undo
        name(2)
    assert heard == [[note(2)]]


def test_savepoints_that_are_kept_are_published_together_with_the_rest(heard: Any) -> None:
    with transaction.atomic():
        with transaction.atomic():
            name(1)
        name(2)
        with transaction.atomic():
            name(3)
            with transaction.atomic():
                name(4)
            undone(5)
        with transaction.atomic(savepoint=False):
            name(6)
    assert heard == [[note(each) for each in (1, 2, 3, 4, 6)]]


def test_a_hook_that_invalidates_is_heard_after_the_commit(heard: Any) -> None:
    with transaction.atomic():
        transaction.on_commit(lambda: name(1))
        name(2)
    assert sorted(heard, key=str) == [[note(1)], [note(2)]]


def test_each_commit_publishes_for_itself(heard: Any) -> None:
    for number in (1, 2):
        with transaction.atomic():
            name(number)
    assert heard == [[note(1)], [note(2)]]


@pytest.mark.parametrize("kept", ["default", "other"])
def test_with_two_databases_either_commit_publishes(kept: str, heard: Any) -> None:
    """Nobody knows which of them the write went to."""
    with transaction.atomic("default"), suppress(Undo):
        with transaction.atomic("other"):
            name(1)
            if kept == "default":
                raise Undo
        transaction.set_rollback(True, "default")
    assert heard == [[note(1)]]


def test_with_two_databases_nothing_is_heard_before_the_first_commit_and_nothing_is_lost(heard: Any) -> None:
    with transaction.atomic("default"):
        name(1)
        with transaction.atomic("other"):
            name(2)
            assert heard == []
        assert heard == [[note(2)]]
    assert heard[-1] == [note(1), note(2)]


def test_with_two_databases_what_both_roll_back_is_lost(heard: Any) -> None:
    with suppress(Undo), transaction.atomic("default"), transaction.atomic("other"):
        name(1)
        raise Undo
    assert heard == []


# Inside of calls: the answer and the bus.


@pytest.fixture(params=["without a setting", "atomically"])
def change(request: pytest.FixtureRequest, registry: Registry, settings: Any, is_async: bool) -> Callable[..., None]:
    """Make what a test does the body of a mutation."""
    if request.param == "atomically":
        settings(MIZAN={"ATOMIC": "mutations"})

    def offer(body: Callable[[], None], affects: Any = ()) -> None:
        def change() -> None:
            body()

        register(client(affects=affects)(coloured(change, is_async=is_async)))

    return offer


def test_a_target_of_a_rolled_back_savepoint_is_not_in_the_answer(door: Any, change: Any, heard: Any) -> None:
    def body() -> None:
        name(1)
        undone(2)
        with transaction.atomic():
            name(3)
            undone(4)

    change(body, affects="notes")

    answer = door().call("change")

    answer.assert_targets(NOTES, note(1), note(3))
    assert heard == [[NOTES, note(1), note(3)]]


def test_a_rolled_back_target_is_not_refreshed_either(door: Any, change: Any, ada: Any) -> None:
    def body() -> None:
        with suppress(Undo), transaction.atomic():
            invalidate("notes")
            raise Undo
        invalidate("me")

    change(body)

    answer = door(ada).call("change", mounted=[MOUNTED, {"context": "me", "params": {}}])

    assert [each["context"] for each in answer.refreshed] == ["me"]
    answer.assert_targets()


def test_a_function_that_fails_after_naming_targets_makes_nothing_stale(door: Any, change: Any, heard: Any) -> None:
    def body() -> None:
        name(1)
        with transaction.atomic():
            name(2)
        raise ZeroDivisionError

    change(body, affects="notes")

    assert door().call("change").json.keys() == {"error"}
    assert heard == []


def test_a_target_named_by_a_hook_of_the_commit_is_in_the_answer(door: Any, change: Any, heard: Any) -> None:
    def body() -> None:
        with transaction.atomic():
            transaction.on_commit(lambda: name(1))

    change(body)

    door().call("change").assert_targets(note(1))
    assert heard == [[note(1)]]


def test_a_call_that_is_made_inside_of_a_transaction_answers_as_if_that_committed(change: Any, heard: Any) -> None:
    """As in a test case, whose transaction is never committed; what the savepoints decided stands."""

    def body() -> None:
        name(1)
        undone(2)

    change(body, affects="notes")

    with transaction.atomic():
        MizanClient().call("change").assert_targets(NOTES, note(1))
        transaction.set_rollback(True)
    assert heard == [[NOTES, note(1)]]


class InsideATestCase(TestCase):
    """Django's own, whose transaction is rolled back after each test."""

    databases = ("default", "other")

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.known = list(default_registry._entries)
        default_registry.reopen()
        register(client(affects="notes")(coloured(write_and_name, is_async=False)))
        register(client(affects="notes")(coloured(write_and_name, is_async=True)), "write_and_name_later")

    @classmethod
    def tearDownClass(cls) -> None:
        default_registry._entries[:] = cls.known
        default_registry.reopen()
        super().tearDownClass()

    def test_named_targets_are_in_the_answer_save_those_rolled_back(self) -> None:
        for asked, function in self.ways():
            with self.subTest(client=type(asked).__name__, function=function):
                asked.call(function, {"text": f"{type(asked)} {function}"}).assert_targets(NOTES, note(1))

    def test_named_targets_are_in_the_answer_of_atomic_calls_too(self) -> None:
        with self.settings(MIZAN={"ATOMIC": "mutations"}):
            self.test_named_targets_are_in_the_answer_save_those_rolled_back()

    def test_fresh_data_holds_what_the_test_wrote(self) -> None:
        Note.objects.create(text="by the test")
        for asked, function in self.ways():
            with self.subTest(client=type(asked).__name__, function=function):
                answer = asked.call(function, {"text": "by the call"}, mounted=[MOUNTED])
                assert answer.refreshed[0]["data"]["notes"] == ["by the call", "by the test"]
                Note.objects.filter(text="by the call").delete()

    def test_hooks_of_the_commit_can_be_captured(self) -> None:
        heard: list[Any] = []
        self.addCleanup(default_registry.bus.subscribe(lambda targets: heard.append(list(targets))))
        with transaction.atomic():
            name(1)
        with self.captureOnCommitCallbacks(execute=True):
            with transaction.atomic():
                name(2)
                undone(3)
            with transaction.atomic():
                name(4)
            assert heard == []

        assert [[each.to_wire() for each in targets] for targets in heard] == [[note(2), note(4)]]

    def test_only_the_function_s_own_hooks_are_captured(self) -> None:
        for asked, function in self.ways():
            with (
                self.subTest(client=type(asked).__name__, function=function),
                self.settings(MIZAN={"ATOMIC": "mutations"}),
                self.captureOnCommitCallbacks() as callbacks,
            ):
                asked.call(function, {"text": "a", "hook_up": True})
                Note.objects.all().delete()
            assert callbacks.count(hook) == 1
            assert len(callbacks) == 2  # the other one belongs to the target named by hand

    def test_without_a_transaction_of_its_own_code_is_heard_at_once(self) -> None:
        heard: list[Any] = []
        self.addCleanup(default_registry.bus.subscribe(heard.append))
        name(1)
        assert len(heard) == 1

    def ways(self) -> Iterator[tuple[MizanClient, str]]:
        for function in ("write_and_name", "write_and_name_later"):
            yield MizanClient(), function
            yield LoopClient(), function


def hook() -> None:
    """Stand for what a project does at a commit."""


def write_and_name(text: str, hook_up: bool = False) -> None:
    Note.objects.create(text=text)
    if hook_up:
        transaction.on_commit(hook)
    assert connection.in_atomic_block
    name(1)
    undone(2)
