"""`manage.py export_mizan_schema` and `manage.py mizan_functions`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from mizan_core import register
from mizan_core.client.function import client
from mizan_core.document import Csrf, export_bytes
from mizan_core.registry import default_registry
from projects import FILES, MISTAKE, Project

TABLE = """\
name            kind      context  affects  auth           module
add             mutation           notes    public         desk.clients.notes
add_later       mutation           notes    public         desk.clients.notes
me              query     me                authenticated  desk.clients.account
me_later        query     me                authenticated  desk.clients.account
me_ruled        query     me                custom         desk.clients.account
me_ruled_later  query     me                custom         desk.clients.account
note_count      query     notes             public         desk.clients.notes
note_text       query     note              public         desk.clients.notes
notes           query     notes             public         desk.clients.notes
sign_in         mutation           *        public         desk.clients.account
sign_in_later   mutation           *        public         desk.clients.account
sign_out        mutation           *        authenticated  desk.clients.account
sign_out_later  mutation           *        authenticated  desk.clients.account
who             query     who               public         desk.clients.account
who_later       query     who               public         desk.clients.account
"""


TOKEN = Csrf("csrftoken", "x-csrftoken")


def printed(capsys: pytest.CaptureFixture[str], *command: str, **options: Any) -> str:
    call_command(*command, **options)
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_the_functions_are_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "mizan_functions") == TABLE


def test_the_public_ones_may_be_listed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "mizan_functions", "--public") == (
        "name           kind      context  affects  auth    module\n"
        "add            mutation           notes    public  desk.clients.notes\n"
        "add_later      mutation           notes    public  desk.clients.notes\n"
        "note_count     query     notes             public  desk.clients.notes\n"
        "note_text      query     note              public  desk.clients.notes\n"
        "notes          query     notes             public  desk.clients.notes\n"
        "sign_in        mutation           *        public  desk.clients.account\n"
        "sign_in_later  mutation           *        public  desk.clients.account\n"
        "who            query     who               public  desk.clients.account\n"
        "who_later      query     who               public  desk.clients.account\n"
    )
    assert printed(capsys, "mizan_functions", public=True).count("\n") == 10


def test_the_document_stands_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "export_mizan_schema")

    assert out.encode() == export_bytes(default_registry, csrf=TOKEN)
    assert set(json.loads(out)["x-mizan"]["functions"]) == set(default_registry.functions)


@pytest.mark.parametrize("option", ["--output", "-o"])
def test_the_document_may_be_written_to_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str) -> None:
    path = tmp_path / "schema.json"

    assert printed(capsys, "export_mizan_schema", option, str(path)) == ""
    assert path.read_bytes() == export_bytes(default_registry, csrf=TOKEN)


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path / "nowhere" / "schema.json", "No such file or directory"),
        (tmp_path, "Is a directory"),
    ):
        with pytest.raises(CommandError, match=f"{path} cannot be written: {reason}."):
            call_command("export_mizan_schema", output=str(path))


def token(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return what the document says of the CSRF token."""
    return json.loads(printed(capsys, "export_mizan_schema"))["x-mizan"].get("csrf")


@pytest.mark.parametrize(
    ("cookie", "header", "sent"), [("csrftoken", "HTTP_X_CSRFTOKEN", "x-csrftoken"), ("tok", "HTTP_X_TOK_2", "x-tok-2")]
)
def test_the_document_names_the_cookie_and_the_header_that_are_needed(
    capsys: pytest.CaptureFixture[str], settings: Any, cookie: str, header: str, sent: str
) -> None:
    settings(CSRF_COOKIE_NAME=cookie, CSRF_HEADER_NAME=header)
    said = token(capsys)
    assert said == {"cookie": cookie, "header": sent}

    page = Client(enforce_csrf_checks=True)
    page.get("/api/mizan/context/notes", headers={"mizan-protocol": "1"})
    headers = {said["header"]: page.cookies[said["cookie"]].value}
    body = {"args": {"text": "a"}}
    for status, given in ((403, {}), (200, headers)):
        answer = page.post("/api/mizan/call/add", body, "application/json", headers=given)
        assert answer.status_code == status


@pytest.mark.parametrize("name", ["CSRF_USE_SESSIONS", "CSRF_COOKIE_HTTPONLY"])
def test_the_document_names_no_cookie_where_scripts_cannot_read_one(
    capsys: pytest.CaptureFixture[str], settings: Any, name: str
) -> None:
    settings(**{name: True})

    assert token(capsys) is None


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize("command", ["export_mizan_schema", "mizan_functions"])
def test_wrong_declarations_are_all_said(command: str) -> None:
    @register
    @client(affects="nots")
    def lost() -> None: ...

    @register
    @client
    def untyped(text) -> str: ...  # type: ignore[no-untyped-def, empty-body]

    with pytest.raises(CommandError) as failure:
        call_command(command)

    assert str(failure.value).startswith("2 problems in the functions declared for Mizan:")
    assert "affects names an unknown context 'nots'. Did you mean 'notes'?" in str(failure.value)
    assert "MZ105" in str(failure.value)


# From a shell.


def test_from_a_shell_the_document_is_all_that_is_printed(tmp_path: Path) -> None:
    done = Project(tmp_path).manage("export_mizan_schema")

    assert (done.returncode, done.stderr) == (0, "")
    assert set(json.loads(done.stdout)["x-mizan"]["functions"]) == {"goods"}


@pytest.mark.parametrize("command", ["export_mizan_schema", "mizan_functions"])
def test_from_a_shell_a_mistake_is_one_sentence_and_ends_with_1(tmp_path: Path, command: str) -> None:
    done = Project(tmp_path, {**FILES, "shop/clients.py": MISTAKE}).manage(command)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("CommandError: 1 problem in the functions declared for Mizan:\n  MZ104 clients.py:10")
    assert "Traceback" not in done.stderr


def test_from_a_shell_forgotten_functions_are_noted(tmp_path: Path) -> None:
    views = "from mizan_django import client\n\n\n@client\ndef forgotten() -> None: ...\n"
    project = Project(tmp_path, {**FILES, "shop/models.py": views})

    done = project.manage("export_mizan_schema")

    assert done.returncode == 0
    assert json.loads(done.stdout)["openapi"]
    assert done.stderr == (
        "note: models.py:4 forgotten is a @client function that is never registered. Add register(forgotten).\n"
    )


def test_from_a_shell_a_project_without_functions_is_told_where_they_go(tmp_path: Path) -> None:
    done = Project(tmp_path, {**FILES, "shop/clients.py": ""}).manage("export_mizan_schema")

    assert json.loads(done.stdout)["x-mizan"]["functions"] == {}
    assert done.stderr == ("note: no function is registered: write @client functions in an application's clients.py.\n")
