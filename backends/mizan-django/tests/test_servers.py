"""gunicorn and uvicorn, as they run in production: every kind of call works, and nothing is left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk.models import Member, Note
from django.db import connection
from servers import Browser, Served, serving, wait_for

ME = {"context": "me", "params": {}}
QUERIES = ("me", "me_later", "me_ruled", "me_ruled_later")


@pytest.fixture(scope="module", params=["wsgi", "asgi"])
def server(request: pytest.FixtureRequest, databases: None) -> Iterator[Served]:
    with serving(request.param, PGAPPNAME=request.param) as served:
        yield served


@pytest.fixture
def browser(server: Served) -> Iterator[Browser]:
    with Browser(server.port) as browser:
        browser.fetch("notes")  # gets the token
        yield browser


def connections_of(server: Served) -> int:
    """Count the database connections that a server holds."""
    if connection.vendor == "sqlite":
        links = [link for each in server.processes for link in Path(f"/proc/{each}/fd").iterdir()]
        return sum(_target(link) == connection.settings_dict["NAME"] for link in links)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name IN (%s, %s)",
            ["wsgi", "asgi"],
        )
        return cursor.fetchone()[0]


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except FileNotFoundError:  # closed while we looked
        return ""


def test_functions_of_both_colours_answer(browser: Browser) -> None:
    for name in ("add", "add_later"):
        answer = browser.call(name, {"text": name}, [{"context": "notes", "params": {}}]).json()

        assert answer["invalidate"] == []
        assert answer["refreshed"][0]["data"] == browser.fetch("notes").json()["data"]
    assert browser.fetch("notes").json() == {"data": {"note_count": 2, "notes": ["add", "add_later"]}}


@pytest.mark.parametrize("sign_in", ["sign_in", "sign_in_later"])
@pytest.mark.parametrize("sign_out", ["sign_out", "sign_out_later"])
@pytest.mark.usefixtures("ada")
def test_a_session_is_begun_and_ended(browser: Browser, sign_in: str, sign_out: str) -> None:
    before = browser.http.cookies["csrftoken"]

    signed_in = browser.call(sign_in, {"email": "ada@example.com", "password": "secret"}, [ME]).json()
    assert signed_in["refreshed"][0]["data"] == dict.fromkeys(QUERIES, "ada@example.com")
    assert browser.http.cookies["csrftoken"] != before
    assert browser.fetch("me").json() == {"data": dict.fromkeys(QUERIES, "ada@example.com")}

    signed_out = browser.call(sign_out, mounted=[ME]).json()
    codes = {name: each["code"] for name, each in signed_out["refreshed"][0]["errors"].items()}
    assert codes == dict.fromkeys(QUERIES, "UNAUTHENTICATED")


def everything(browser: Browser, number: int) -> list[Any]:
    """Send ten requests of all kinds, failures among them; return their statuses."""
    text = str(number)
    asked = [
        browser.fetch("notes"),
        browser.call("add", {"text": text}, [{"context": "notes", "params": {}}]),
        browser.call("add_later", {"text": text}),  # there already
        browser.call("add_later", {"text": f"later {text}"}, [ME]),
        browser.fetch("me"),
        browser.call("add", {"text": 5}),
        browser.call("sign_in_later", {"email": "ada@example.com", "password": "secret"}, [ME]),
        browser.fetch("me"),
        browser.call("sign_out", mounted=[ME]),
        browser.fetch("nothing"),
    ]
    return [each.status_code for each in asked]


@pytest.mark.usefixtures("ada")
def test_no_connection_is_left_after_two_hundred_requests(server: Served, browser: Browser) -> None:
    for number in range(20):
        assert everything(browser, number) == [200, 200, 500, 200, 200, 422, 200, 200, 200, 404]

    assert Note.objects.count() == 40
    assert Member.objects.count() == 1
    wait_for(lambda: connections_of(server) == 0)


def test_a_connection_in_use_is_counted() -> None:
    """So that the test above can fail."""
    with serving("wsgi", PGAPPNAME="wsgi", KEEP_CONNECTIONS="60") as keeping, Browser(keeping.port) as browser:
        browser.fetch("notes")
        assert connections_of(keeping) > 0
