"""`def` and `async def`: views, functions and rules in every combination, under WSGI and under ASGI."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import iscoroutinefunction
from desk.models import Member, Note
from django.contrib.auth import aauthenticate, alogin, login, logout
from django.core.exceptions import PermissionDenied
from django.urls import resolve
from django.utils.functional import SimpleLazyObject
from functions import coloured, raiser
from mizan_core import Forbidden, MizanError, register
from mizan_core.client.function import client

ME = {"context": "me", "params": {}}
NOTES = {"context": "notes", "params": {}}
QUERIES = ("me", "me_later", "me_ruled", "me_ruled_later")


@pytest.mark.parametrize(
    ("path", "waits"),
    [
        ("call/add", False),
        ("call/add_later", True),
        ("context/note", False),
        ("context/notes", True),
        ("context/me", True),
        ("call/nowhere", False),
    ],
)
def test_a_view_has_its_functions_colour(path: str, waits: bool) -> None:
    assert iscoroutinefunction(resolve(f"/api/mizan/{path}").func) is waits


def lets_pass(_: Any) -> bool:
    return True


def refuses(_: Any) -> bool:
    return False


def raises(_: Any) -> bool:
    raise Forbidden("Not on Sundays.")


def raises_as_django_does(_: Any) -> bool:
    raise PermissionDenied("Not on Sundays.")


def crashes(_: Any) -> bool:
    raise ZeroDivisionError("by secret")


def asks_the_database(request: Any) -> bool:
    return Note.objects.filter(text=request.user.email).exists()


RULES: dict[Callable[[Any], bool], tuple[int, str]] = {
    lets_pass: (200, '"ok"'),
    refuses: (403, "FORBIDDEN"),
    raises: (403, "Not on Sundays."),
    raises_as_django_does: (403, "Not on Sundays."),
    crashes: (500, "INTERNAL_ERROR"),
    asks_the_database: (200, '"ok"'),
}


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("rule_is_async", [False, True], ids=["def rule", "async def rule"])
@pytest.mark.parametrize("guarded", ["call", "mutation", "query"])
def test_a_rule_of_either_colour_guards_a_function_of_either_colour(
    door: Any, is_async: bool, rule_is_async: bool, rule: Callable[[Any], bool], guarded: str, ada: Member
) -> None:
    def enter() -> str:
        return "ok"

    Note.objects.create(text=ada.email)
    kinds: dict[str, dict[str, str]] = {"call": {}, "mutation": {"affects": "notes"}, "query": {"context": "inside"}}
    declare = client(auth=coloured(rule, is_async=rule_is_async), **kinds[guarded])
    register(declare(coloured(enter, is_async=is_async)))

    answer = door(ada).context("inside") if guarded == "query" else door(ada).call("enter")

    status, text = RULES[rule]
    assert answer.status == (200 if guarded == "query" else status)
    assert text in answer.body.decode()
    assert "secret" not in answer.body.decode()


@pytest.mark.usefixtures("registry")
def test_a_rule_that_refuses_nobody_says_that_he_may_sign_in(door: Any, is_async: bool) -> None:
    @register
    @client(auth=coloured(refuses, is_async=is_async))
    async def later() -> None: ...

    @register
    @client(auth=coloured(refuses, is_async=is_async))
    def now() -> None: ...

    assert [door().call(name).error["code"] for name in ("later", "now")] == ["UNAUTHENTICATED"] * 2


class Full(MizanError):
    """The desk is full."""

    code = "DESK_FULL"
    status = 409


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(("error", "code"), [(Full(), "DESK_FULL"), (ZeroDivisionError("secret"), "INTERNAL_ERROR")])
def test_an_error_of_a_function_has_its_place_whatever_the_colour(
    door: Any, is_async: bool, error: Exception, code: str
) -> None:
    register(client(coloured(raiser(error), is_async=is_async)), "call")
    register(client(context="notes")(coloured(raiser(error), is_async=is_async)), "query")

    called, fetched = door().call("call"), door().context("notes")

    assert called.error["code"] == code
    assert fetched.errors["query"]["code"] == code
    assert fetched.data == {"note_count": 0, "notes": []}
    assert b"secret" not in called.body + fetched.body


def test_a_mutation_of_either_colour_refreshes_queries_of_both(door: Any, ada: Member) -> None:
    Note.objects.create(text="a")
    for name in ("add", "add_later"):
        answer = door(ada).call(name, {"text": name}, mounted=[NOTES, ME])

        (refreshed,) = answer.refreshed
        assert refreshed["data"] == {"note_count": Note.objects.count(), "notes": sorted(refreshed["data"]["notes"])}
        assert name in refreshed["data"]["notes"]


# Who is signed in, by Django's sessions, right after it changed.


def everything(answer: Any) -> dict[str, Any]:
    """Return what an answer says of each query of the context `me`: its value, or its error's code."""
    part = answer.refreshed[0] if answer.refreshed else answer.json
    errors = {name: each["code"] for name, each in part.get("errors", {}).items()}
    return {**part["data"], **errors}


def all_say(value: str) -> dict[str, str]:
    return dict.fromkeys(QUERIES, value)


def test_queries_of_either_colour_see_the_session_s_user(door: Any, ada: Member) -> None:
    assert everything(door(ada).context("me")) == all_say("ada@example.com")
    assert everything(door().context("me")) == all_say("UNAUTHENTICATED")


@pytest.fixture(params=["sign_in", "sign_in_later"])
def sign_in(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=["sign_out", "sign_out_later"])
def sign_out(request: pytest.FixtureRequest) -> str:
    return request.param


def credentials(email: str) -> dict[str, str]:
    return {"email": email, "password": "secret"}


@pytest.mark.usefixtures("ada")
def test_signing_in_answers_with_what_the_new_user_may_see(door: Any, sign_in: str) -> None:
    calling = door()

    answer = calling.call(sign_in, credentials("ada@example.com"), mounted=[ME])

    assert answer.status == 200
    assert everything(answer) == all_say("ada@example.com")
    assert everything(calling.context("me")) == all_say("ada@example.com")


def test_signing_out_answers_with_refusals(door: Any, ada: Member, sign_out: str) -> None:
    calling = door(ada)

    answer = calling.call(sign_out, mounted=[ME])

    assert answer.status == 200
    assert everything(answer) == all_say("UNAUTHENTICATED")
    assert calling.call(sign_out).error["code"] == "UNAUTHENTICATED"


def test_becoming_somebody_else_answers_with_what_is_theirs(door: Any, ada: Member, sign_in: str) -> None:
    Member.objects.create_user("bob@example.com")
    calling = door(ada)
    assert everything(calling.context("me")) == all_say("ada@example.com")

    assert everything(calling.call(sign_in, credentials("bob@example.com"), mounted=[ME])) == all_say("bob@example.com")


def test_a_wrong_password_changes_nothing(door: Any, ada: Member, sign_in: str) -> None:
    calling = door(ada)
    wrong = {"email": "ada@example.com", "password": "guessed"}

    assert calling.call(sign_in, wrong, mounted=[ME]).error["code"] == "WRONG_PASSWORD"
    assert everything(calling.context("me")) == all_say("ada@example.com")


@pytest.mark.usefixtures("atomic", "ada")
def test_signing_in_and_out_works_in_transactions_too(door: Any, sign_in: str, sign_out: str) -> None:
    calling = door()

    signed_in = calling.call(sign_in, credentials("ada@example.com"), mounted=[ME])
    signed_out = calling.call(sign_out, mounted=[ME])

    assert everything(signed_in) == all_say("ada@example.com")
    assert everything(signed_out) == all_say("UNAUTHENTICATED")


@pytest.mark.usefixtures("registry", "ada")
def test_a_user_who_signed_in_in_an_async_function_is_there_for_a_def_rule(door: Any) -> None:
    """The function itself meets the user before Mizan does."""

    @register
    @client(affects="*")
    async def greet(request: Any) -> str:
        user = await aauthenticate(request, email="ada@example.com", password="secret")
        await alogin(request, user)
        await asyncio.sleep(0)
        return request.user.email

    answer = door().call("greet", mounted=[ME])

    assert answer.result == "ada@example.com"
    assert everything(answer) == all_say("ada@example.com")


@pytest.mark.usefixtures("registry")
def test_an_async_query_that_is_refreshed_by_a_def_mutation_may_simply_look_at_the_user(door: Any, ada: Member) -> None:
    @register
    @client(context="look")
    async def look(request: Any) -> str:
        return request.user.email

    @register
    @client(affects="look")
    def change() -> None: ...

    answer = door(ada).call("change", mounted=[{"context": "look", "params": {}}])

    assert answer.refreshed[0]["data"] == {"look": "ada@example.com"}


async def has_asked_who_calls(request: Any) -> bool:
    """Let everybody pass, after Django has kept the answer for the rest of the request."""
    await request.auser()
    return True


@pytest.mark.usefixtures("registry")
def test_django_s_auser_does_not_tell_of_who_called_before(door: Any, is_async: bool, ada: Member) -> None:
    bob = Member.objects.create_user("bob@example.com")

    def become_bob(request: Any) -> None:
        login(request, bob)

    def become_nobody(request: Any) -> None:
        logout(request)

    for function in (become_bob, become_nobody):
        register(client(affects="*", auth=has_asked_who_calls)(coloured(function, is_async=is_async)))

    for function, name in (("become_bob", "bob@example.com"), ("become_nobody", "AnonymousUser")):
        answer = door(ada).call(function, mounted=[{"context": "who", "params": {}}])
        assert answer.refreshed[0]["data"] == {"who": name, "who_later": name}


def test_nobody_is_left_after_signing_out(door: Any, ada: Member, sign_out: str) -> None:
    answer = door(ada).call(sign_out, mounted=[{"context": "who", "params": {}}])

    assert answer.refreshed[0]["data"] == {"who": "AnonymousUser", "who_later": "AnonymousUser"}


@pytest.mark.usefixtures("registry", "ada")
def test_a_user_may_be_set_without_being_loaded(door: Any) -> None:
    """As login() does it with a user from elsewhere, whose fields the database has yet to tell."""

    @register
    @client(affects="*")
    async def become_lazily(request: Any) -> None:
        request.user = SimpleLazyObject(lambda: Member.objects.get())

    @register
    @client(affects="*")
    def become(request: Any) -> None:
        login(request, Member.objects.get())
        request.user = SimpleLazyObject(lambda: Member.objects.get())

    for name in ("become_lazily", "become"):
        answer = door().call(name, mounted=[ME])
        assert answer.refreshed[0]["data"]["me"] == "ada@example.com"
        assert answer.refreshed[0]["data"]["me_ruled"] == "ada@example.com"
