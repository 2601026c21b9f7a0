"""What `manage.py check` says: wrong settings, wrong declarations, and projects that would not work."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.checks import ERROR, WARNING, CheckMessage, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connections
from django.test import modify_settings, override_settings
from django.urls import include, path
from mizan_core import DeclarationError, Problem, Registry, diagnostics, register
from mizan_core.client.function import client
from mizan_core.tokens import SigningKey, SigningKeys, Tokens
from mizan_django import conf
from servers import ROOT
from urlconfs import urlconf

KNOWN = f"Known keys: {', '.join(sorted(conf._KEYS))}."  # pyright: ignore[reportPrivateUsage]  # all that there are
TOKENS = "Tokens(keys=…, issuer=…, audience=…)"
PAIR = Tokens(keys=SigningKeys.of([SigningKey.generate()]), issuer="i", audience="a")
ADD_TOKENS = f'Add MIZAN["TOKENS"] = {TOKENS}, of mizan_core.tokens.'
NAME_THEM = 'Set MIZAN["IDENTITY"] to "mwt", or to ("session", "mwt").'


def found(**settings: Any) -> list[CheckMessage]:
    with override_settings(**settings):
        return run_checks(tags=["mizan"])


def told(messages: list[CheckMessage]) -> list[tuple[str | None, str]]:
    return [(each.id, each.msg) for each in messages]


def test_a_project_that_is_right_hears_nothing() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("written", "identifier", "why", "fix"),
    [
        (5, "E001", "MIZAN is a int.", 'Write a dict, as in MIZAN = {"STRICT": True}.'),
        ({"STRIKT": True}, "E001", "MIZAN has no key 'STRIKT'.", "Did you mean 'STRICT'?"),
        ({"X": 1}, "E001", "MIZAN has no key 'X'.", KNOWN),
        ({5: 1}, "E001", "MIZAN has no key 5.", KNOWN),
        ({"STRICT": 1}, "E002", "MIZAN['STRICT'] is 1.", "Use True or False."),
        ({"ATOMIC": True}, "E002", "MIZAN['ATOMIC'] is True.", 'Use "requests" or "mutations".'),
        ({"OUTDATED": 5}, "E002", "MIZAN['OUTDATED'] is 5.", "Use the path of a file."),
        ({"IDEMPOTENCY": True}, "E002", "MIZAN['IDEMPOTENCY'] is True.", "Use a URL of Redis, or a store."),
        ({"ATOMIC": []}, "E002", "MIZAN['ATOMIC'] is [].", 'Use "requests" or "mutations".'),
        ({"BODY_LIMIT": 0}, "E002", "MIZAN['BODY_LIMIT'] is 0.", "Use a number of bytes above 0."),
        ({"BODY_LIMIT": True}, "E002", "MIZAN['BODY_LIMIT'] is True.", "Use a number of bytes above 0."),
        ({"IDENTITY": "jwt"}, "E002", "MIZAN['IDENTITY'] is 'jwt'.", 'Use "session", "mwt", or ("session", "mwt").'),
        ({"IDENTITY": ()}, "E002", "MIZAN['IDENTITY'] is ().", 'Use "session", "mwt", or ("session", "mwt").'),
        ({"IDENTITY": 5}, "E002", "MIZAN['IDENTITY'] is 5.", 'Use "session", "mwt", or ("session", "mwt").'),
        ({"IDENTITY": "mwt", "TOKENS": {}}, "E002", "MIZAN['TOKENS'] is {}.", f"Use {TOKENS}."),
        ({"IDENTITY": "mwt"}, "E004", 'MIZAN["IDENTITY"] names "mwt", but there are no tokens.', ADD_TOKENS),
        ({"TOKENS": PAIR}, "E004", 'There are MIZAN["TOKENS"], but MIZAN["IDENTITY"] does not name "mwt".', NAME_THEM),
        ({"UPLOAD_LIMIT": "1"}, "E002", "MIZAN['UPLOAD_LIMIT'] is '1'.", "Use a number of bytes above 0."),
    ],
)
def test_wrong_settings_are_errors(written: Any, identifier: str, why: str, fix: str) -> None:
    (message,) = found(MIZAN=written)

    assert (message.level, message.id, message.msg) == (ERROR, f"mizan.{identifier}", why)
    assert message.hint == f"{fix} (docs/errors/{identifier.lower()}.md)"


def test_all_wrong_settings_are_named_together() -> None:
    assert told(found(MIZAN={"STRICT": 1, "X": 1, "ATOMIC": 1})) == [
        ("mizan.E002", "MIZAN['STRICT'] is 1."),
        ("mizan.E001", "MIZAN has no key 'X'."),
        ("mizan.E002", "MIZAN['ATOMIC'] is 1."),
    ]


@pytest.mark.parametrize(
    "written", [{}, {"STRICT": True, "ATOMIC": "mutations", "BODY_LIMIT": 1, "UPLOAD_LIMIT": 1}, {"ATOMIC": "requests"}]
)
def test_right_settings_are_none(written: Any) -> None:
    assert found(MIZAN=written) == []


def test_sessions_without_the_token_s_middleware_are_an_error() -> None:
    name = "django.middleware.csrf.CsrfViewMiddleware"
    with modify_settings(MIDDLEWARE={"remove": name}):
        (message,) = found()
        assert (message.level, message.id) == (ERROR, "mizan.E003")
        assert message.hint
        assert name in message.hint
        with modify_settings(MIDDLEWARE={"remove": "django.contrib.sessions.middleware.SessionMiddleware"}):
            assert "mizan.E003" not in dict(told(found()))


def test_middleware_of_one_s_own_counts_as_what_it_is_derived_from() -> None:
    name = "django.middleware.csrf.CsrfViewMiddleware"
    with modify_settings(MIDDLEWARE={"remove": name, "append": "middleware.ChecksTokens"}):
        assert found() == []


def test_guards_without_users_are_warned_of() -> None:
    with modify_settings(MIDDLEWARE={"remove": "django.contrib.auth.middleware.AuthenticationMiddleware"}):
        (message,) = found()
    assert (message.level, message.id) == (WARNING, "mizan.W002")
    assert message.msg == "me wants somebody who is signed in, but AuthenticationMiddleware is not installed."


def test_functions_that_no_url_leads_to_are_warned_of() -> None:
    (message,) = found(ROOT_URLCONF=urlconf())

    assert (message.level, message.id) == (WARNING, "mizan.W003")
    assert message.msg.endswith("functions are registered, but no URL leads to them.")


def test_a_mount_point_deep_in_other_urls_is_seen() -> None:
    deep = path("a/", include([path("<slug:b>/", include([path("c/", include("mizan_django.urls"))]))]))
    assert found(ROOT_URLCONF=urlconf(deep)) == []


@pytest.mark.parametrize("name", ["CSRF_USE_SESSIONS", "CSRF_COOKIE_HTTPONLY"])
def test_a_token_that_no_page_can_read_is_warned_of(name: str) -> None:
    assert told(found(**{name: True})) == [
        ("mizan.W004", f"With {name} no page can read its token from the cookie."),
    ]


@pytest.mark.parametrize("age", [60, None])
def test_connections_that_are_kept_under_asgi_are_warned_of(monkeypatch: pytest.MonkeyPatch, age: Any) -> None:
    monkeypatch.setitem(connections.settings["other"], "CONN_MAX_AGE", age)

    assert found() == []
    (message,) = found(ASGI_APPLICATION="project.asgi.application")
    assert (message.level, message.id) == (WARNING, "mizan.W005")
    assert "'other'" in message.msg


@pytest.mark.usefixtures("registry")
def test_what_is_wrong_with_a_declaration_is_an_error() -> None:
    @register
    @client(affects="note", auth="boss")  # type: ignore[arg-type]  # the mistake under test
    def change(note_id) -> None: ...  # type: ignore[no-untyped-def]

    messages = found()

    assert {each.id for each in messages} == {"mizan.E105", "mizan.E110"}
    assert all(each.level == ERROR and "test_checks.py" in each.msg and "change: " in each.msg for each in messages)


@pytest.mark.usefixtures("registry")
def test_a_type_that_cannot_travel_is_an_error_before_anybody_calls() -> None:
    @register
    @client
    def change(value: object) -> type(inspect): ...  # type: ignore[valid-type]  # the mistake under test

    (message,) = found()
    assert message.id == "mizan.E115"


# Every diagnostic of the core.

WORDS: dict[str, Any] = {"known": ["one", "two"], "params": ["one"]}


def every_problem() -> Iterator[Problem]:
    for _, make in inspect.getmembers(diagnostics, inspect.isfunction):
        parameters = inspect.signature(make).parameters
        if make.__module__ == diagnostics.__name__ and make.__name__ != "suggestion":
            yield make(**{name: WORDS.get(name, f"the {name}") for name in parameters})


PROBLEMS = sorted(every_problem(), key=lambda each: each.code)


def test_the_diagnostics_are_all_here() -> None:
    numbers = [int(each.code.removeprefix("MZ")) for each in PROBLEMS]
    assert numbers == list(range(101, 101 + len(numbers)))


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda each: each.code)
def test_every_diagnostic_is_a_check(problem: Problem, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def seal() -> None:
        raise DeclarationError([problem])

    monkeypatch.setattr(registry, "seal", seal)

    (message,) = found()

    assert (message.level, message.id) == (ERROR, problem.code.replace("MZ", "mizan.E"))
    assert message.msg == f"{problem.where}: {problem.why}"
    assert message.hint == f"{problem.fix} (docs/errors/{problem.code.lower()}.md)"
    assert (ROOT / "docs/errors" / f"{problem.code.lower()}.md").exists()


@pytest.mark.parametrize("identifier", ["e001", "e002", "e003", "w001", "w002", "w003", "w004", "w005"])
def test_every_check_has_a_page(identifier: str) -> None:
    assert (ROOT / "docs/errors" / f"{identifier}.md").read_text().startswith(f"# mizan.{identifier.upper()}: ")


# As part of Django's own framework.


def test_a_check_can_be_silenced(capsys: pytest.CaptureFixture[str]) -> None:
    with override_settings(ROOT_URLCONF=urlconf(), SILENCED_SYSTEM_CHECKS=["mizan.W003"]):
        call_command("check", "--tag", "mizan")
    assert capsys.readouterr() == ("System check identified no issues (1 silenced).\n", "")


def test_an_error_ends_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with override_settings(MIZAN={"STRIKT": 1}), pytest.raises(SystemCheckError, match=r"mizan\.E001"):
        call_command("check")


def test_checks_of_another_application_leave_ours_out() -> None:
    with override_settings(MIZAN={"STRIKT": 1}):
        assert run_checks(app_configs=[apps.get_app_config("desk")], tags=["mizan"]) == []
        assert len(run_checks(app_configs=[apps.get_app_config("mizan_django")], tags=["mizan"])) == 1


def test_settings_follow_an_override_and_come_back() -> None:
    assert conf.current().body_limit == 1024 * 1024
    with override_settings(MIZAN={"BODY_LIMIT": 5}):
        assert conf.current().body_limit == 5
    assert conf.current().body_limit == 1024 * 1024
