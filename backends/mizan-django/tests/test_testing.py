"""`mizan_django.testing`: what a project's own tests use."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from desk.models import Member, Note
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import connections, transaction
from django.http import HttpRequest
from django.test import SimpleTestCase, TestCase, override_settings
from django.urls import NoReverseMatch
from functions import again
from mizan_core import register
from mizan_core.client.function import client
from mizan_core.registry import default_registry
from mizan_django.testing import MizanClient
from urlconfs import urlconf

NOTES = {"context": "notes"}


def test_a_call_has_a_result_and_a_context_has_data(door: Any) -> None:
    added = door().call("add", {"text": "a"})

    assert (added.status, added.result) == (200, Note.objects.get().pk)
    assert added.headers["mizan-protocol"] == "1"
    assert door().context("notes").data == {"note_count": 1, "notes": ["a"]}
    assert door().context("notes", only=["notes"]).data == {"notes": ["a"]}
    assert door().context("note", {"note_id": added.result}).data == {"note_text": "a"}


def test_an_error_is_there_and_a_result_is_not(door: Any) -> None:
    answer = door().call("add", {"text": 5})

    assert answer.error["code"] == "VALIDATION_ERROR"
    with pytest.raises(AssertionError, match="The answer has no 'result': 422"):
        _ = answer.result
    with pytest.raises(AssertionError, match="The answer has no 'error': 200"):
        _ = door().call("add", {"text": "a"}).error


def test_a_user_is_signed_in_by_a_real_session(door: Any, ada: Member) -> None:
    assert door(ada).context("me").data["me"] == "ada@example.com"
    assert door().context("me").errors["me"]["code"] == "UNAUTHENTICATED"


def test_sync_and_async_calls_are_one_browser_s(ada: Member) -> None:
    browser = MizanClient()

    async_to_sync(browser.acall)("sign_in", {"email": ada.email, "password": "secret"})
    assert browser.context("me").data["me"] == "ada@example.com"
    browser.call("sign_out")
    assert async_to_sync(browser.acontext)("me").errors["me"]["code"] == "UNAUTHENTICATED"


@pytest.mark.usefixtures("registry")
def test_headers_are_sent_with_every_request(door: Any) -> None:
    def look(request: Any) -> list[Any]:
        return [request.headers.get("X-Tenant"), request.headers.get("Accept-Language")]

    register(client(look))
    register(client(context="headers")(again(look)), "query")
    calling = door(headers={"x-tenant": "acme", "accept-language": "de"})

    assert calling.call("look").result == ["acme", "de"]
    assert calling.context("headers").data == {"query": ["acme", "de"]}


@pytest.mark.usefixtures("registry")
def test_python_s_own_values_may_be_given(door: Any) -> None:
    @register
    @client(context="day")
    def on(day: date, key: UUID) -> list[str]:
        return [day.isoformat(), str(key)]

    @register
    @client
    def tell(day: date) -> str:
        return day.isoformat()

    day, key = date(2026, 11, 25), UUID(int=5)

    assert door().context("day", {"day": day, "key": key}).data == {"on": ["2026-11-25", str(key)]}
    assert door().call("tell", {"day": day}).result == "2026-11-25"


@pytest.mark.usefixtures("registry")
def test_files_are_uploaded(door: Any) -> None:
    @register
    @client(affects="notes")
    def upload(file: UploadedFile, others: list[UploadedFile], text: str = "") -> list[Any]:
        return [file.name, file.read().decode(), len(others), text]

    files = {
        "file": SimpleUploadedFile("a.txt", b"abc"),
        "others": [SimpleUploadedFile("b.txt", b"b"), SimpleUploadedFile("c.txt", b"c")],
    }
    answer = door().call("upload", {"text": "é"}, files=files, mounted=[{**NOTES, "params": {}}])

    assert answer.result == ["a.txt", "abc", 2, "é"]
    assert answer.refreshed[0]["context"] == "notes"


# What a test asserts.


def test_targets_are_asserted_in_any_order(door: Any) -> None:
    signal = {"context": "note", "params": {"note_id": 1}}
    answer = door().call("add", {"text": "a"})

    answer.assert_targets(NOTES)
    with pytest.raises(AssertionError) as failure:
        answer.assert_targets(signal)
    assert str(failure.value).startswith(
        'Expected \n  {"context":"note","params":{"note_id":1}}\nto become stale, but it was \n  {"context":"notes"}'
    )


def test_what_came_along_fresh_is_not_stale(door: Any) -> None:
    door().call("add", {"text": "a"}, mounted=[{**NOTES, "params": {}}]).assert_targets()


def test_that_nothing_became_stale_is_said_in_words(door: Any) -> None:
    with pytest.raises(AssertionError) as failure:
        door().call("add", {"text": 5}).assert_targets(NOTES)
    assert str(failure.value).startswith('Expected \n  {"context":"notes"}\nto become stale, but it was  nothing')


def test_queries_are_counted_and_shown(door: Any) -> None:
    answer = door().context("notes")

    answer.assert_queries(2)
    with pytest.raises(AssertionError) as failure:
        answer.assert_queries(1)
    first, second = sorted(answer.queries, key=len)
    assert str(failure.value).startswith("Expected 1 queries, not 2:")
    assert f"\n  {first}" in str(failure.value)
    assert f"\n  {second}" in str(failure.value)
    assert "COUNT" in answer.queries[0] + answer.queries[1]


@pytest.mark.usefixtures("registry")
def test_what_django_asks_by_itself_is_not_counted(door: Any, ada: Member) -> None:
    @register
    @client(auth=True)
    def guarded(request: HttpRequest) -> str:
        return request.user.get_username()

    asked = door(ada)

    asked.call("guarded").assert_queries(0)  # its rule has asked for the session and the user before
    asked.context("who", only=["who"]).assert_queries(2)  # a function without a rule asks for them itself
    with transaction.atomic():
        asked.call("guarded").assert_queries(0)


def test_the_token_of_the_cookie_is_sent(door: Any, ada: Member) -> None:
    strict = MizanClient(ada, enforce_csrf_checks=True)

    assert strict.call("add", {"text": "refused"}).error["code"] == "CSRF_FAILED"  # there is no cookie yet
    assert strict.call("add", {"text": "accepted"}).status == 200  # the refusal brought it


@pytest.mark.usefixtures("registry")
def test_queries_on_every_database_are_counted(door: Any) -> None:
    @register
    @client
    def both() -> int:
        return Note.objects.count() + Note.objects.using("other").count()

    door().call("both").assert_queries(2)


def test_only_one_s_own_queries_are_counted(door: Any) -> None:
    asked = door()
    for _ in range(2):
        Note.objects.count()
        asked.context("notes", only=["notes"]).assert_queries(1)


def test_a_project_without_the_urls_is_told_so() -> None:
    with override_settings(ROOT_URLCONF=urlconf()), pytest.raises(NoReverseMatch, match="mizan"):
        MizanClient().call("add")


# In Django's own test cases, which forbid what a test did not ask for.


class WithFunction:
    """Offers a function that needs no database."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()  # type: ignore[misc]
        cls.known = list(default_registry._entries)
        default_registry.reopen()
        register(client(again(ping)))

    @classmethod
    def tearDownClass(cls) -> None:
        default_registry._entries[:] = cls.known
        default_registry.reopen()
        super().tearDownClass()  # type: ignore[misc]


def ping() -> str:
    return "pong"


class WithoutADatabase(WithFunction, SimpleTestCase):
    def test_a_function_may_be_called(self) -> None:
        connections.close_all()
        assert MizanClient().call("ping").result == "pong"

    async def test_a_function_may_be_called_as_under_asgi(self) -> None:
        answer = await MizanClient().acall("ping")
        assert answer.result == "pong"


class WithOneDatabaseOfTwo(WithFunction, TestCase):
    def test_a_function_may_be_called_and_its_queries_are_counted(self) -> None:
        connections["other"].close()
        assert MizanClient().call("ping").queries == ()
        MizanClient().context("notes").assert_queries(2)

    async def test_a_context_may_be_fetched_as_under_asgi(self) -> None:
        answer = await MizanClient().acontext("notes")
        answer.assert_queries(2)

    def test_what_asks_the_other_one_fails(self) -> None:
        with self.assertRaisesMessage(AssertionError, "Database queries to 'other' are not allowed"):
            Note.objects.using("other").count()
