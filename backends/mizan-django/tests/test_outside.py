"""`invalidate()` far from any request: commands, the admin, signals, threads as of a task queue."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from desk.models import Member, Note
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.db.models.signals import post_save
from django.test import Client
from functions import coloured
from mizan_core import invalidate, register
from mizan_core.client.function import client
from mizan_django.testing import MizanClient

NOTES = {"context": "notes"}


def texts() -> list[str]:
    return sorted(Note.objects.values_list("text", flat=True))


def test_a_command_publishes_once_when_it_commits(heard: Any) -> None:
    call_command("add_notes", "a", "b")

    assert texts() == ["a", "b"]
    assert heard == [[NOTES]]


def test_a_command_that_fails_publishes_nothing(heard: Any) -> None:
    with pytest.raises(CommandError):
        call_command("add_notes", "a", "--fail")

    assert texts() == []
    assert heard == []


@pytest.fixture
def admin() -> Client:
    """Somebody who may do everything in the admin."""
    signed_in = Client(raise_request_exception=False)
    signed_in.force_login(Member.objects.create_user("root@example.com", is_staff=True, is_superuser=True))
    return signed_in


def test_the_admins_save_publishes_once(admin: Client, heard: Any) -> None:
    answer = admin.post("/admin/desk/note/add/", {"text": "by the admin", "author": ""})

    assert answer.status_code == 302
    assert texts() == ["by the admin"]
    assert heard == [[NOTES]]


def test_a_save_in_the_admin_that_fails_later_on_publishes_nothing(
    admin: Client, heard: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("desk.admin.NoteAdmin.log_addition", fail)

    assert admin.post("/admin/desk/note/add/", {"text": "a", "author": ""}).status_code == 500
    assert texts() == []
    assert heard == []


def test_a_form_that_the_admin_refuses_publishes_nothing(admin: Client, heard: Any) -> None:
    assert admin.post("/admin/desk/note/add/", {"text": ""}).status_code == 200
    assert heard == []


@pytest.fixture
def signal() -> Iterator[None]:
    """Say at every save of a note what it makes stale."""

    def saved(instance: Note, **_: Any) -> None:
        invalidate("note", note_id=instance.pk)

    post_save.connect(saved, Note)
    yield
    post_save.disconnect(saved, Note)


@pytest.mark.usefixtures("signal")
def test_a_signal_publishes_when_what_it_told_of_is_committed(heard: Any) -> None:
    with transaction.atomic():
        first = Note.objects.create(text="a")
        second, _ = Note.objects.get_or_create(text="b")  # in a savepoint
        assert heard == []
    assert heard == [[{"context": "note", "params": {"note_id": each.pk}} for each in (first, second)]]


@pytest.mark.usefixtures("signal")
def test_a_signal_without_a_transaction_publishes_at_once(heard: Any) -> None:
    made = Note.objects.create(text="a")
    assert heard == [[{"context": "note", "params": {"note_id": made.pk}}]]


@pytest.mark.usefixtures("signal")
def test_a_signal_inside_of_a_call_belongs_to_its_answer(door: Any, heard: Any) -> None:
    for name in ("add", "add_later"):
        answer = door().call(name, {"text": name})

        stale = {"context": "note", "params": {"note_id": answer.result}}
        answer.assert_targets(NOTES, stale)
        assert heard.pop() == [NOTES, stale]


def in_thread(work: Callable[[], None]) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


def test_a_worker_publishes_at_its_own_commit(heard: Any) -> None:
    """Another thread's transaction is none of its business."""

    def task() -> None:
        with transaction.atomic():
            invalidate("notes")
            assert heard == []

    with transaction.atomic():
        in_thread(task)
        assert heard == [[NOTES]]


def test_a_worker_whose_task_fails_publishes_nothing(heard: Any) -> None:
    def task() -> None:
        with transaction.atomic():
            invalidate("notes")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_thread(task)
    assert heard == []


@pytest.mark.usefixtures("registry", "atomic")
def test_a_task_that_a_call_leaves_to_a_worker_publishes_for_itself(door: Any, heard: Any) -> None:
    """Its targets come too late for the answer."""
    answered = threading.Event()
    started: list[threading.Thread] = []

    def task() -> None:
        assert answered.wait(5)
        invalidate("notes")

    def order() -> None:
        started.append(threading.Thread(target=task))
        transaction.on_commit(started[0].start)

    register(client(affects="note")(order))

    door().call("order").assert_targets({"context": "note"})
    answered.set()
    started[0].join()

    assert heard == [[{"context": "note"}], [NOTES]]


def test_a_misspelt_context_is_an_error_here_too() -> None:
    with pytest.raises(ValueError, match=r"There is no context 'mee'\. Did you mean 'me'"):
        invalidate("mee")


def test_a_query_makes_nothing_stale_however_it_goes_about_it(
    door: Any, heard: Any, registry: Any, is_async: bool
) -> None:
    def peek() -> None:
        with transaction.atomic():
            invalidate("notes")

    register(client(context="peek")(coloured(peek, is_async=is_async)))

    assert door().context("peek").status == 200
    assert heard == []


def test_the_server_tells_of_calls_as_of_everything_else(heard: Any) -> None:
    MizanClient().call("add", {"text": "a"})
    call_command("add_notes", "b")
    assert heard == [[NOTES], [NOTES]]
