"""Pages of other versions: what signs functions, which failures a version explains, what outdated pages may call."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mizan_core import DeclarationError, NotFound, Registry, ValidationFailed, register
from mizan_core.client.function import client
from mizan_core.dispatch import Call, Fetch, FetchBody
from mizan_core.document import export
from mizan_core.testing import Answer, MizanClient, User
from mizan_core.versions import signature_of
from pydantic import BaseModel

OTHER = "AAAAAAAAAAA"
MESSAGE = "This page and the server are of different versions. Load the page again, in a minute if that does not help."


def declare(registry: Registry) -> Registry:
    @register(registry=registry)
    @client
    def echo(text: str) -> str:
        return text

    @register(registry=registry)
    @client(auth=True)
    def secret(text: str) -> str:
        return text

    @register(registry=registry)
    @client
    def refuse(how: str) -> None:
        raise NotFound("Said so.") if how == "missing" else ValidationFailed("Said so.")

    @register(registry=registry)
    @client(context="user")
    def name(user_id: int) -> str:
        return "Ada"

    @register(registry=registry)
    @client(context="user")
    def age(user_id: int) -> int:
        return 36

    @register(registry=registry)
    @client(context="user", auth=True)
    def salary(user_id: int) -> int:
        return 1

    @register(registry=registry)
    @client(affects="user")
    def rename(user_id: int) -> None: ...

    return registry


@pytest.fixture
def declared(registry: Registry) -> Registry:
    return declare(registry)


def send(registry: Registry, request: Any, user: Any = None) -> Answer:
    return asyncio.run(MizanClient(user, registry=registry).asend(request))


def call(registry: Registry, name: str, body: str, signature: str | None, user: Any = None) -> Answer:
    return send(registry, Call(name, body.encode(), None, signature=signature), user)  # type: ignore[arg-type]  # replaced


def fetch(registry: Registry, context: str, signature: str | None, only: tuple[str, ...] | None = None) -> Answer:
    return send(registry, Fetch(context, b'{"user_id":5}', only, None, signature))  # type: ignore[arg-type]  # as above


def outdated(folder: Path, names: dict[str, list[str]]) -> Path:
    path = folder / "outdated.json"
    path.write_text(json.dumps(names))
    return path


# What signs the functions.


def test_the_document_is_signed_in_eleven_characters(declared: Registry) -> None:
    signature = export(declared)["x-mizan"]["signature"]

    assert re.fullmatch(r"[A-Za-z0-9_-]{11}", signature)
    assert signature == signature_of(declared) == signature_of(declare(Registry()))


def signature_with(*, annotation: Any = int, returns: Any = str, **options: Any) -> str:
    registry = Registry()

    def function(value: Any) -> Any:
        """Do it."""

    function.__annotations__ = {"value": annotation, "return": returns}
    register(client(**options)(function), registry=registry)
    return signature_of(registry)


class One(BaseModel):
    """A model."""

    a: int


class Two(BaseModel):
    a: int


def test_what_pages_do_not_notice_leaves_the_signature_as_it_is() -> None:
    assert signature_with(annotation=One) == signature_with(annotation=Two)
    assert signature_with(auth=True) == signature_with()


def test_what_pages_notice_changes_the_signature() -> None:
    different: list[dict[str, Any]] = [
        {},
        {"annotation": str},
        {"returns": int},
        {"rev": 2},
        {"affects": []},
        {"context": "one"},
        {"context": "two"},
    ]
    signatures = [signature_with(**each) for each in different]

    assert len(set(signatures)) == len(different)


def test_a_registry_that_is_opened_again_is_signed_again(declared: Registry) -> None:
    before = signature_of(declared)
    declared.reopen()

    @register(registry=declared)
    @client
    def further() -> None: ...

    assert signature_of(declared) != before


# What a version explains.


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("gone", "{}", "NOT_FOUND"),
        ("name", "{}", "METHOD_NOT_ALLOWED"),
        ("echo", '{"args":{"txt":"hi"}}', "VALIDATION_ERROR"),
    ],
)
def test_a_failure_that_a_version_explains_says_so(name: str, body: str, code: str, declared: Registry) -> None:
    plain = call(declared, name, body, None)
    same = call(declared, name, body, signature_of(declared))
    other = call(declared, name, body, OTHER)

    assert plain.error["code"] == same.error["code"] == code
    assert other.status == 409
    assert other.error == {"code": "CLIENT_OUTDATED", "message": MESSAGE, "details": {"error": plain.error}}


@pytest.mark.parametrize(
    "request_of",
    [
        lambda signature: Fetch("gone", None, None, None, signature),
        lambda signature: Fetch("user", b"{}", None, None, signature),
        lambda signature: Fetch("user", b'{"user_id":5}', ("gone",), None, signature),
        lambda signature: FetchBody("user", b'{"params":{}}', None, signature),
        lambda signature: FetchBody("user", b'{"parms":{}}', None, signature),
    ],
    ids=["context", "params", "only", "params by POST", "members by POST"],
)
def test_so_does_a_fetch(request_of: Callable[[str | None], Any], declared: Registry) -> None:
    plain = send(declared, request_of(None))
    other = send(declared, request_of(OTHER))

    assert plain.error["code"] in ("NOT_FOUND", "VALIDATION_ERROR")
    assert (other.status, other.error["code"]) == (409, "CLIENT_OUTDATED")
    assert other.error["details"] == {"error": plain.error}
    assert send(declared, request_of(signature_of(declared))).error == plain.error


@pytest.mark.parametrize("how", ["missing", "wrong"])
def test_what_a_function_itself_says_has_nothing_to_do_with_versions(how: str, declared: Registry) -> None:
    body = json.dumps({"args": {"how": how}})

    assert call(declared, "refuse", body, OTHER).body == call(declared, "refuse", body, None).body


def test_other_failures_have_other_reasons(declared: Registry) -> None:
    assert call(declared, "echo", "{", OTHER).error["code"] == "BAD_REQUEST"
    assert call(declared, "secret", "{}", OTHER).error["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("signature", ["", "AAAAAAAAAA", "AAAAAAAAAAAA", "AAAAAAAAAA+", "AAAAAAAAAAA\n", "ÄAAAAAAAAAA"])
def test_a_signature_that_is_none_says_nothing(signature: str, declared: Registry) -> None:
    assert call(declared, "gone", "{}", signature).error["code"] == "NOT_FOUND"


def test_what_fits_is_served_whatever_the_version(declared: Registry) -> None:
    assert call(declared, "echo", '{"args":{"text":"hi"}}', OTHER).result == "hi"
    assert fetch(declared, "user", OTHER).data == {"age": 36, "name": "Ada"}


# What outdated pages may call.


def test_an_outdated_page_is_told_before_anything_runs(declared: Registry, tmp_path: Path) -> None:
    declared.outdated = outdated(tmp_path, {OTHER: ["echo"]})

    answer = call(declared, "echo", '{"args":{"text":"hi"}}', OTHER)

    assert (answer.status, answer.error) == (409, {"code": "CLIENT_OUTDATED", "message": MESSAGE, "details": None})
    assert call(declared, "echo", '{"args":{"text":"hi"}}', "BBBBBBBBBBB").result == "hi"
    assert call(declared, "echo", '{"args":{"text":"hi"}}', None).result == "hi"
    assert call(declared, "rename", '{"args":{"user_id":5}}', OTHER).status == 200


def test_who_may_call_comes_first(declared: Registry, tmp_path: Path) -> None:
    declared.outdated = outdated(tmp_path, {OTHER: ["secret"]})

    assert call(declared, "secret", "{}", OTHER).error["code"] == "UNAUTHENTICATED"
    assert call(declared, "secret", "{}", OTHER, User()).error["code"] == "CLIENT_OUTDATED"


def test_an_outdated_query_has_its_error_in_its_slot(declared: Registry, tmp_path: Path) -> None:
    declared.outdated = outdated(tmp_path, {OTHER: ["name", "salary"]})

    answer = fetch(declared, "user", OTHER)

    assert answer.data == {"age": 36}
    assert {name: error["code"] for name, error in answer.errors.items()} == {
        "name": "CLIENT_OUTDATED",
        "salary": "UNAUTHENTICATED",
    }
    assert send(declared, Fetch("user", b"{}", ("name",), None, OTHER)).errors.keys() == {"name"}  # type: ignore[arg-type]


def test_so_it_has_among_fresh_data(declared: Registry, tmp_path: Path) -> None:
    declared.outdated = outdated(tmp_path, {OTHER: ["name"]})
    body = json.dumps({"args": {"user_id": 5}, "mounted": [{"context": "user", "params": {"user_id": 5}}]})

    (refreshed,) = call(declared, "rename", body, OTHER).refreshed

    assert refreshed["data"] == {"age": 36}
    assert refreshed["errors"]["name"]["code"] == "CLIENT_OUTDATED"


def test_a_server_that_was_rolled_back_serves_its_own_pages(declared: Registry, tmp_path: Path) -> None:
    own = signature_of(declared)
    declared.outdated = outdated(tmp_path, {own: ["echo"]})

    assert call(declared, "echo", '{"args":{"text":"hi"}}', own).result == "hi"


def test_the_environment_names_the_list(declared: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIZAN_OUTDATED", str(outdated(tmp_path, {OTHER: ["echo"]})))

    assert call(declared, "echo", '{"args":{"text":"hi"}}', OTHER).error["code"] == "CLIENT_OUTDATED"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "it cannot be read (No such file or directory)"),
        ("{", "it is not JSON"),
        ("\xff", "it is not JSON"),
        ("[]", "it does not list functions by signature"),
        ('{"AAAAAAAAAAA": "echo"}', "it does not list functions by signature"),
        ('{"short": ["echo"]}', "it does not list functions by signature"),
        ('{"AAAAAAAAAAA": [5]}', "it does not list functions by signature"),
    ],
)
def test_a_list_that_is_none_stops_the_start(text: str | None, why: str, declared: Registry, tmp_path: Path) -> None:
    path = tmp_path / "outdated.json"
    if text is not None:
        path.write_text(text, "latin-1")
    declared.outdated = path

    with pytest.raises(DeclarationError) as raised:
        declared.seal()

    (problem,) = raised.value.problems
    assert (problem.code, problem.where) == ("MZ127", str(path))
    assert problem.why == f"The list of outdated pages cannot be used: {why}."


def test_a_store_that_is_none_stops_the_start_too(declared: Registry) -> None:
    declared.outdated, declared.idempotency = "gone.json", "memcached://localhost"

    with pytest.raises(DeclarationError) as raised:
        declared.seal()

    assert [each.code for each in raised.value.problems] == ["MZ127", "MZ128"]


def test_a_document_is_exported_without_them(declared: Registry) -> None:
    declared.outdated, declared.idempotency = "gone.json", "memcached://localhost"

    assert export(declared)["x-mizan"]["signature"]
