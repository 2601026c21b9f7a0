"""When a call's write counts: at its commit, with everything that led to it, and before anything is read again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from desk.models import Note
from django.db import connection, connections, transaction
from functions import coloured, elsewhere
from mizan_core import register
from mizan_core.client.function import client
from mizan_core.registry import default_registry
from mizan_django.testing import MizanClient

NOTES = {"context": "notes"}
MOUNTED = {"context": "notes", "params": {}}

pytestmark = pytest.mark.usefixtures("registry")


def texts() -> list[str]:
    return sorted(Note.objects.values_list("text", flat=True))


def offer(function: Callable[..., Any], *, is_async: bool, **options: Any) -> None:
    """Register a function in either colour, a mutation unless told otherwise."""
    register(client(**{"affects": "notes", **options})(coloured(function, is_async=is_async)))


def fill(text: str) -> None:
    """Write, then fail."""
    Note.objects.create(text=text)
    raise ZeroDivisionError


def write(text: str) -> None:
    Note.objects.create(text=text)


@pytest.mark.usefixtures("atomic")
def test_what_a_function_wrote_before_it_failed_is_rolled_back(door: Any, is_async: bool, heard: Any) -> None:
    offer(fill, is_async=is_async)

    answer = door().call("fill", {"text": "a"}, mounted=[MOUNTED])

    assert answer.error["code"] == "INTERNAL_ERROR"
    assert texts() == []
    assert heard == []


def test_without_a_setting_every_write_is_committed_by_itself(door: Any, is_async: bool, heard: Any) -> None:
    offer(fill, is_async=is_async)

    door().call("fill", {"text": "a"})

    assert texts() == ["a"]
    assert heard == []


def test_the_setting_mutations_leaves_queries_alone(door: Any, is_async: bool, settings: Any) -> None:
    def open_transaction() -> bool:
        return connection.in_atomic_block

    settings(MIZAN={"ATOMIC": "mutations"})
    offer(open_transaction, is_async=is_async, affects=None, context="open")

    assert door().context("open").data == {"open_transaction": False}


@pytest.mark.usefixtures("atomic")
def test_a_plain_call_runs_in_a_transaction_too(door: Any, is_async: bool) -> None:
    def open_transaction() -> bool:
        return connection.in_atomic_block

    offer(open_transaction, is_async=is_async, affects=None)

    assert door().call("open_transaction").result is True


@pytest.mark.usefixtures("atomic")
def test_a_result_that_is_not_what_was_promised_rolls_back(door: Any, is_async: bool, heard: Any) -> None:
    def promise() -> int:
        write("a")
        return "no number"  # type: ignore[return-value]  # the mistake under test

    offer(promise, is_async=is_async)

    assert door().call("promise").error["code"] == "INTERNAL_ERROR"
    assert texts() == []
    assert heard == []


@pytest.fixture(params=[False, True], ids=["def rule", "async def rule"])
def rule_is_async(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.mark.usefixtures("atomic")
@pytest.mark.parametrize("ends", ["refuses", "raises", "lets a wrong argument pass", "lets a failure pass"])
def test_what_a_rule_wrote_stays_only_if_the_call_succeeds(
    door: Any, is_async: bool, rule_is_async: bool, ends: str
) -> None:
    def leave_a_trace(_: Any) -> bool:
        write("by the rule")
        if ends == "raises":
            raise ZeroDivisionError
        return ends != "refuses"

    offer(fill, is_async=is_async, auth=coloured(leave_a_trace, is_async=rule_is_async))

    answer = door().call("fill", {"text": 5 if ends == "lets a wrong argument pass" else "a"})

    assert answer.status in (401, 422, 500)
    assert texts() == []


@pytest.mark.usefixtures("atomic")
def test_a_rule_and_its_function_share_one_transaction(door: Any, is_async: bool, rule_is_async: bool) -> None:
    seen: list[Any] = []

    def leave_a_trace(_: Any) -> bool:
        write("by the rule")
        seen.append((connection.in_atomic_block, elsewhere(texts)))
        return True

    def change() -> None:
        seen.append((connection.in_atomic_block, elsewhere(texts)))

    offer(change, is_async=is_async, auth=coloured(leave_a_trace, is_async=rule_is_async))

    assert door().call("change").status == 200
    assert seen == [(True, []), (True, [])]
    assert texts() == ["by the rule"]


@pytest.mark.usefixtures("atomic")
def test_fresh_data_is_read_after_the_commit_and_its_hooks(door: Any, is_async: bool) -> None:
    hooks: list[Any] = []

    def hook() -> None:
        hooks.append((connection.in_atomic_block, elsewhere(texts)))
        write("by the hook")

    def change() -> None:
        write("a")
        transaction.on_commit(hook)

    def seen_elsewhere() -> list[str]:
        return elsewhere(texts)

    offer(change, is_async=is_async)
    offer(seen_elsewhere, is_async=not is_async, affects=None, context="notes")

    answer = door().call("change", mounted=[MOUNTED])

    assert hooks == [(False, ["a"])]
    assert answer.invalidate == []
    assert [each["data"] for each in answer.refreshed] == [
        {"note_count": 2, "notes": ["a", "by the hook"], "seen_elsewhere": ["a", "by the hook"]}
    ]


@pytest.mark.usefixtures("atomic")
def test_hooks_of_a_rolled_back_transaction_never_run(door: Any, is_async: bool) -> None:
    hooks: list[None] = []

    def change() -> None:
        transaction.on_commit(lambda: hooks.append(None))
        fill("a")

    offer(change, is_async=is_async)
    door().call("change")

    assert hooks == []


@pytest.mark.usefixtures("atomic")
def test_a_hook_that_fails_after_the_commit_does_not_look_like_a_failed_write(
    door: Any, is_async: bool, heard: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Like a broker that is gone: the write is done, and everybody is to hear of it."""

    def fail() -> None:
        raise ZeroDivisionError("by the hook")

    def change() -> None:
        write("a")
        transaction.on_commit(fail)

    offer(change, is_async=is_async)

    answer = door().call("change", mounted=[MOUNTED])

    assert answer.refreshed[0]["data"]["notes"] == ["a"]
    assert heard == [[NOTES]]
    assert "A hook of the commit failed." in caplog.text
    assert "by the hook" in caplog.text


def test_a_rollback_without_an_exception_makes_nothing_stale(settings: Any, heard: Any) -> None:
    def try_it_out() -> int:
        write("a")
        transaction.set_rollback(True)
        return 5

    settings(MIZAN={"ATOMIC": "mutations"})
    offer(try_it_out, is_async=False)

    answer = MizanClient().call("try_it_out")

    assert texts() == []
    assert answer.json == {"result": 5, "invalidate": []}
    assert heard == []


@pytest.mark.usefixtures("atomic")
def test_a_commit_that_fails_is_an_error_and_makes_nothing_stale(
    door: Any, is_async: bool, heard: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def belong_to_nobody() -> None:
        Note.objects.create(text="a", author_id=404)  # a foreign key is looked at when all is committed

    offer(belong_to_nobody, is_async=is_async)

    answer = door().call("belong_to_nobody", mounted=[MOUNTED])

    assert answer.json.keys() == {"error"}
    assert answer.error["code"] == "INTERNAL_ERROR"
    assert answer.error["details"]["id"] in caplog.text
    assert "IntegrityError" in caplog.text
    assert texts() == []
    assert heard == []


@pytest.mark.usefixtures("atomic")
def test_a_call_after_a_failed_one_starts_afresh(door: Any, is_async: bool) -> None:
    offer(fill, is_async=is_async)
    offer(write, is_async=is_async)
    calling = door()

    calling.call("fill", {"text": "a"})
    answer = calling.call("write", {"text": "b"}, mounted=[MOUNTED])

    assert answer.refreshed[0]["data"]["notes"] == ["b"]


@pytest.mark.usefixtures("atomic")
def test_a_mutation_is_published_once(door: Any, is_async: bool, heard: Any) -> None:
    offer(write, is_async=is_async)

    door().call("write", {"text": "a"}, mounted=[MOUNTED])

    assert heard == [[NOTES]]


@pytest.mark.usefixtures("atomic")
def test_what_is_published_is_committed(door: Any, is_async: bool) -> None:
    seen: list[list[str]] = []
    offer(write, is_async=is_async)
    stop = default_registry.bus.subscribe(lambda _: seen.append(elsewhere(texts)))
    door().call("write", {"text": "a"})
    stop()

    assert seen == [["a"]]


def refuse_by_the_database() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    return 0


@pytest.mark.parametrize("atomically", [False, True], ids=["", "ATOMIC_REQUESTS"])
def test_a_query_that_the_database_refuses_leaves_its_siblings_intact(
    door: Any, is_async: bool, atomically: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", atomically)
    offer(refuse_by_the_database, is_async=is_async, affects=None, context="notes")
    write("a")

    answer = door().context("notes")

    assert answer.data == {"note_count": 1, "notes": ["a"]}
    assert answer.errors["refuse_by_the_database"]["code"] == "INTERNAL_ERROR"


def test_under_atomic_requests_a_def_query_has_a_transaction_of_its_own(
    door: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)

    def write_and_fail() -> None:
        fill("a")

    def look() -> list[Any]:
        return [connection.in_atomic_block, texts()]

    offer(write_and_fail, is_async=False, affects=None, context="many")
    offer(look, is_async=False, affects=None, context="many")

    assert door().context("many").data == {"look": [True, []]}
    assert texts() == []


@pytest.mark.usefixtures("atomic")
def test_a_function_may_open_transactions_of_its_own(door: Any, is_async: bool) -> None:
    def change() -> None:
        with transaction.atomic():
            write("kept")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            fill("dropped")

    offer(change, is_async=is_async)

    assert door().call("change", mounted=[MOUNTED]).refreshed[0]["data"]["notes"] == ["kept"]


def test_both_databases_with_atomic_requests_are_rolled_back(
    door: Any, is_async: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for alias in ("default", "other"):
        monkeypatch.setitem(connections.settings[alias], "ATOMIC_REQUESTS", True)

    def fill_both() -> None:
        Note.objects.using("other").create(text="b")
        fill("a")

    offer(fill_both, is_async=is_async)
    door().call("fill_both")

    assert texts() == []
    assert Note.objects.using("other").count() == 0
