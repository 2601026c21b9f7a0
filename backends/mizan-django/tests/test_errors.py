"""Failures: each of Django's own exceptions in the envelope, and the unexpected told to the log alone."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from desk.models import Note
from django.core import exceptions
from django.core.signals import got_request_exception
from django.db import DatabaseError, DataError, IntegrityError, OperationalError, connection
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404
from django.test import Client
from django.urls import resolve
from functions import again, coloured, raiser
from mizan_core import register
from mizan_core.client.function import client
from mizan_django.testing import MizanClient

pytestmark = pytest.mark.usefixtures("registry")

Ways = Callable[[Callable[[], Any]], list[dict[str, Any]]]


@pytest.fixture
def failing(door: Any, is_async: bool) -> Ways:
    """Let the same failure happen in a call, a mutation, a query and a rule; return all errors."""

    def fail(body: Callable[[], Any]) -> list[dict[str, Any]]:
        def ask(_: Any) -> bool:
            body()
            return True

        def guarded() -> None: ...

        def run() -> None:
            body()

        register(client(coloured(again(run), is_async=is_async)), "call")
        register(client(affects="notes")(coloured(again(run), is_async=is_async)), "mutation")
        register(client(context="failing")(coloured(again(run), is_async=is_async)), "query")
        register(client(auth=coloured(ask, is_async=is_async))(guarded))
        called = [door().call(name) for name in ("call", "mutation", "guarded")]
        assert all(each.status >= 400 for each in called)
        return [*(each.error for each in called), door().context("failing").errors["query"]]

    return fail


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (exceptions.PermissionDenied("Not yours."), "FORBIDDEN", "Not yours."),
        (exceptions.PermissionDenied(), "FORBIDDEN", "You may not do this."),
        (Http404("No such desk."), "NOT_FOUND", "No such desk."),
        (Http404(), "NOT_FOUND", "There is nothing here."),
        (exceptions.BadRequest("Not so fast."), "BAD_REQUEST", "Not so fast."),
        (exceptions.BadRequest(), "BAD_REQUEST", "The request could not be read."),
        (exceptions.SuspiciousOperation("secret"), "BAD_REQUEST", "The request could not be read."),
        (exceptions.TooManyFieldsSent("secret"), "BAD_REQUEST", "The request could not be read."),
        (exceptions.RequestDataTooBig("secret"), "PAYLOAD_TOO_LARGE", "The request is too large."),
        (exceptions.RequestAborted("secret"), "BAD_REQUEST", "The request broke off before its end."),
        (UnreadablePostError("secret"), "BAD_REQUEST", "The request broke off before its end."),
        (MultiPartParserError("secret"), "BAD_REQUEST", "The request could not be read."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_an_exception_of_django_s_has_a_code(
    failing: Ways, error: Exception, code: str, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert failing(raiser(error)) == [{"code": code, "message": message, "details": None}] * 4
    assert [each.name for each in caplog.records if each.name == "mizan"] == []


def test_what_is_not_found_by_get_object_or_404_is_not_found(failing: Ways) -> None:
    errors = failing(lambda: get_object_or_404(Note, pk=5))

    assert {each["code"] for each in errors} == {"NOT_FOUND"}


def test_a_path_that_does_not_resolve_tells_nothing_of_the_project_s_urls(failing: Ways) -> None:
    errors = failing(lambda: resolve("/nowhere/"))

    assert errors == [{"code": "NOT_FOUND", "message": "There is nothing here.", "details": None}] * 4


def test_a_value_that_the_database_refuses_is_a_validation_error(
    failing: Ways, caplog: pytest.LogCaptureFixture
) -> None:
    """As a NUL in a text is on PostgreSQL."""
    errors = failing(raiser(DataError("secret")))

    refused = {"path": [], "type": "invalid", "message": "The database refuses a value"}
    assert [(each["code"], each["details"]) for each in errors] == [("VALIDATION_ERROR", [refused])] * 4
    assert [each.levelno for each in caplog.records if each.name == "mizan"] == [logging.WARNING] * 4


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Other databases take it.")
def test_a_nul_in_a_text_is_a_validation_error(failing: Ways) -> None:
    errors = failing(lambda: Note.objects.create(text="a\0b"))

    assert {each["code"] for each in errors} == {"VALIDATION_ERROR"}


def break_a_rule_of_the_database() -> None:
    Note.objects.create(text="secret")
    Note.objects.create(text="secret")


def ask_for_what_the_database_has_not() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM nowhere")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (break_a_rule_of_the_database, IntegrityError),
        (ask_for_what_the_database_has_not, DatabaseError),
        (raiser(OperationalError("secret: password")), OperationalError),
        (raiser(Note.DoesNotExist("secret")), Note.DoesNotExist),
        (raiser(exceptions.FieldError("secret")), exceptions.FieldError),
        (raiser(exceptions.ImproperlyConfigured("secret")), exceptions.ImproperlyConfigured),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_unexpected_tells_nothing_but_an_id_that_the_log_has(
    failing: Ways, body: Callable[[], None], kind: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    errors = failing(body)

    assert {each["code"] for each in errors} == {"INTERNAL_ERROR"}
    assert {each["message"] for each in errors} == {"Something went wrong on the server."}
    records = [each for each in caplog.records if each.name == "mizan"]
    assert [each["details"]["id"] for each in errors] == [each.getMessage()[-16:] for each in records]
    assert len({each["details"]["id"] for each in errors}) == 4
    for each in records:
        assert each.levelno == logging.ERROR
        assert each.exc_info
        assert issubclass(each.exc_info[0], kind)


@pytest.fixture
def receive() -> Iterator[Callable[[Any], None]]:
    """Listen to Django's signal for unhandled exceptions, as error trackers do."""
    with ExitStack() as stack:

        def connect(receiver: Any) -> None:
            got_request_exception.connect(receiver)
            stack.callback(got_request_exception.disconnect, receiver)

        yield connect


@pytest.fixture
def announced(receive: Any) -> list[tuple[str, type[BaseException] | None]]:
    """Collect the paths that failed, and what receivers find where `except` would."""
    found: list[Any] = []

    def receiver(request: Any, **_: Any) -> None:
        found.append((request.path.rpartition("/")[2], sys.exc_info()[0]))

    receive(receiver)
    return found


def test_what_is_unexpected_is_announced_with_its_request(failing: Ways, announced: Any) -> None:
    failing(raiser(ZeroDivisionError()))

    assert announced == [(each, ZeroDivisionError) for each in ("call", "mutation", "guarded", "failing")]


def test_what_is_expected_is_not_announced(failing: Ways, announced: Any) -> None:
    failing(raiser(Http404("No such desk.")))

    assert announced == []


def test_a_receiver_may_wait(failing: Ways, receive: Any) -> None:
    heard: list[Any] = []

    async def receiver(request: Any, **_: Any) -> None:
        heard.append(request)

    receive(receiver)

    assert {each["code"] for each in failing(raiser(ZeroDivisionError()))} == {"INTERNAL_ERROR"}
    assert len(heard) == 4


def test_a_receiver_may_ask_the_database(failing: Ways, receive: Any) -> None:
    counted: list[int] = []

    def receiver(**_: Any) -> None:
        counted.append(Note.objects.count())

    receive(receiver)
    failing(raiser(ZeroDivisionError()))

    assert counted == [0] * 4


def test_a_receiver_that_fails_changes_nothing(failing: Ways, receive: Any) -> None:
    def receiver(**_: Any) -> None:
        raise RuntimeError("The tracker is gone.")

    receive(receiver)

    assert {each["code"] for each in failing(raiser(ZeroDivisionError()))} == {"INTERNAL_ERROR"}


def test_a_commit_that_fails_is_announced_with_its_request(door: Any, announced: Any, atomic: str) -> None:
    @register
    @client
    def belong_to_nobody() -> None:
        Note.objects.create(text="a", author_id=404)

    door().call("belong_to_nobody")

    assert announced == [("belong_to_nobody", IntegrityError)]


def test_with_debug_the_answer_is_the_envelope_too(failing: Ways, settings: Any) -> None:
    settings(DEBUG=True)

    errors = failing(raiser(ZeroDivisionError("secret")))

    assert {each["message"] for each in errors} == {"Something went wrong on the server."}


def test_with_debug_a_path_that_leads_nowhere_answers_the_envelope(door: Any, settings: Any) -> None:
    settings(DEBUG=True)

    assert door().call("nowhere").error["code"] == "NOT_FOUND"
    assert door().context("nowhere").error["code"] == "NOT_FOUND"


def test_a_plain_test_client_raises_what_a_function_raised() -> None:
    """As it does for every view, so that tests show where."""

    @register
    @client
    def crash() -> None:
        raise ZeroDivisionError("by secret")

    with pytest.raises(ZeroDivisionError, match="by secret"):
        Client().post("/api/mizan/call/crash", {}, "application/json")
    assert MizanClient().call("crash").error["code"] == "INTERNAL_ERROR"


def test_settings_that_are_wrong_are_an_internal_error_that_the_log_explains(
    door: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings(MIZAN={"ATOMIK": "mutations"})

    assert door().call("add", {"text": "a"}).error["code"] == "INTERNAL_ERROR"
    assert "MIZAN has no key 'ATOMIK'. Did you mean 'ATOMIC'?" in caplog.text
