"""Live on Django: streams under ASGI, sessions that say who watches, commits that publish, and WSGI, which cannot."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desk.models import Member
from django.test import Client
from servers import HERE, Browser, Served, serving, wait_for
from servers import test_database as database_url

from tests.redis_server import redis

LIVE = {"MIZAN_LIVE": "memory"}


class Stream:
    """An open stream, read in a thread."""

    def __init__(self, port: int, cookies: str = "") -> None:
        self.events: list[tuple[str, Any]] = []
        self.ended = False
        self._socket = socket.create_connection(("127.0.0.1", port), 10)
        head = f"GET /api/mizan/live HTTP/1.1\r\nHost: x\r\nCookie: {cookies}\r\nAccept: text/event-stream\r\n\r\n"
        self._socket.sendall(head.encode())
        self._file = self._socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        self.headers = dict(iter(self._header, ("", "")))
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def __enter__(self) -> Stream:
        wait_for(lambda: self.events)
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._file.close()
        self._socket.close()

    @property
    def connection(self) -> str:
        return self.events[0][1]["connection"]

    def of(self, name: str) -> list[Any]:
        return [data for each, data in self.events if each == name]

    @property
    def stale(self) -> list[Any]:
        return [target for data in self.of("stale") for target in data["targets"]]

    def _header(self) -> tuple[str, str]:
        name, _, value = self._file.readline().decode().strip().partition(": ")
        return name.lower(), value

    def _read(self) -> None:
        name = ""
        for line in self._file:
            if line.startswith(b"event: "):
                name = line[7:].decode().strip()
            elif line.startswith(b"data: "):
                self.events.append((name, json.loads(line[6:])))
        self.ended = True


def cookies(browser: Browser) -> str:
    return "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())


def tell(browser: Browser, connection: str, **message: Any) -> Any:
    token = {"x-csrftoken": browser.http.cookies.get("csrftoken", "")}
    return browser.http.post(f"live/{connection}", json=message, headers=token)


def watch(browser: Browser, stream: Stream, context: str = "notes") -> dict[str, Any]:
    """Watch a context without params, and return what the stream says of it."""
    topic = browser.fetch(context).json()["topic"]
    before = len(stream.of("watching"))
    answer = tell(browser, stream.connection, watch=[{"context": context, "params": {}, "topic": topic}])
    assert (answer.status_code, answer.json()) == (200, {"result": None}), answer.text
    wait_for(lambda: len(stream.of("watching")) > before)
    return stream.of("watching")[-1]


@pytest.fixture(scope="module")
def asgi(databases: None) -> Iterator[Served]:
    with serving("asgi", **LIVE) as served:
        yield served


NOTES = {"context": "notes", "params": {}}


def test_what_a_mutation_did_is_heard_of_once_it_is_committed(asgi: Served) -> None:
    with Browser(asgi.port) as ada, Browser(asgi.port) as bob, Stream(asgi.port) as stream:
        assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream")
        assert "no-store" in stream.headers["cache-control"]
        assert stream.headers["x-accel-buffering"] == "no"
        assert watch(ada, stream) == {"watch": [NOTES], "refused": []}
        assert bob.call("add", {"text": "tea"}).status_code == 200
        wait_for(lambda: stream.stale == [NOTES], 1)
        assert ada.fetch("notes").json()["data"]["notes"] == ["tea"]


def test_the_session_says_who_watches(asgi: Served, ada: Member) -> None:
    Member.objects.create_user("bob@example.com")
    with Browser(asgi.port) as browser, Browser(asgi.port) as nobody:
        signed_in = Client()
        signed_in.force_login(ada)
        browser.http.cookies.set("sessionid", signed_in.cookies["sessionid"].value)
        nobody.fetch("notes")
        with Stream(asgi.port, cookies(browser)) as own, Stream(asgi.port) as foreign:
            browser.fetch("notes")
            assert watch(browser, own)["watch"] == [NOTES]
            assert watch(browser, foreign) == {"watch": [], "refused": [NOTES]}
            assert watch(nobody, own) == {"watch": [], "refused": [NOTES]}


def test_a_message_with_cookies_needs_the_token(asgi: Served) -> None:
    with Browser(asgi.port) as browser, Stream(asgi.port) as stream:
        browser.fetch("notes")
        answer = browser.http.post(f"live/{stream.connection}", json={})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "CSRF_FAILED")
        assert tell(browser, stream.connection).status_code == 200


def test_a_stream_keeps_no_thread_and_no_connection_to_the_database(asgi: Served, ada: Member) -> None:
    signed_in = Client()
    signed_in.force_login(ada)
    threads = Path(f"/proc/{asgi.process.pid}/task")
    with Browser(asgi.port) as browser:
        browser.http.cookies.set("sessionid", signed_in.cookies["sessionid"].value)
        browser.fetch("notes")
        before = len(list(threads.iterdir()))
        streams = [Stream(asgi.port, cookies(browser)) for _ in range(10)]
        try:
            wait_for(lambda: all(each.events for each in streams))
            wait_for(lambda: len(list(threads.iterdir())) <= before + 1)
            assert open_databases(asgi) <= 1
        finally:
            for each in streams:
                each.__exit__()


def open_databases(served: Served) -> int:
    """Return how many connections to the test database a server has open: files of SQLite, sockets of PostgreSQL."""
    name = database_url()
    if name.startswith("sqlite://"):
        links = [os.readlink(each) for each in Path(f"/proc/{served.process.pid}/fd").iterdir() if each.exists()]
        return links.count(name.removeprefix("sqlite://"))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return cursor.fetchone()[0] - 1


def test_who_has_gone_is_forgotten(asgi: Served) -> None:
    for _ in range(30):  # more than one address may have open
        with Browser(asgi.port) as browser, Stream(asgi.port) as stream:
            wait_for(lambda: stream.status == 200)
            watch(browser, stream)
    descriptors = Path(f"/proc/{asgi.process.pid}/fd")
    wait_for(lambda: len(list(descriptors.iterdir())) < 40)


def test_a_server_that_is_told_to_stop_does_not_wait_for_streams() -> None:
    with serving("asgi", **LIVE) as served, Stream(served.port) as stream:
        start = time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(5)
        assert time.monotonic() - start < 1.5
        wait_for(lambda: stream.ended)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("POST", "live", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "live?x=1", 400, "BAD_REQUEST"),
        ("GET", "live/x", 405, "METHOD_NOT_ALLOWED"),
        ("POST", "live/", 404, "NOT_FOUND"),
        ("POST", "live/nobody", 404, "NOT_FOUND"),
        ("GET", "live%2F", 404, "NOT_FOUND"),
    ],
)
def test_what_is_wrong_is_said(asgi: Served, method: str, path: str, status: int, code: str) -> None:
    with Browser(asgi.port) as browser:
        answer = browser.http.request(method, path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


# --- where it is not live ---


def test_under_wsgi_it_says_that_it_needs_asgi(settings: Callable[..., None]) -> None:
    settings(MIZAN={"LIVE": "memory"})
    browser = Client()
    assert "topic" not in browser.get("/api/mizan/context/notes").json()
    for answer in (browser.get("/api/mizan/live"), browser.post("/api/mizan/live/x", {}, "application/json")):
        assert (answer.status_code, answer.json()["error"]["code"]) == (501, "LIVE_UNAVAILABLE")
        assert "asgi.py" in answer.json()["error"]["message"]


@pytest.mark.parametrize("off", [{}, {"LIVE": ""}])
def test_where_it_is_off_there_is_nothing(settings: Callable[..., None], off: dict[str, str]) -> None:
    settings(MIZAN=off)
    browser = Client()
    assert "topic" not in browser.get("/api/mizan/context/notes").json()
    for answer in (browser.get("/api/mizan/live"), browser.post("/api/mizan/live/x", {}, "application/json")):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("value", ["http://localhost", 5, {}])
def test_what_it_cannot_be_set_to_is_an_error_of_the_checks(settings: Callable[..., None], value: object) -> None:
    from mizan_django import conf

    ((identifier, why, fix),) = conf.problems({"LIVE": value})
    assert (identifier, why) == ("mizan.E002", f"MIZAN['LIVE'] is {value!r}.")
    assert "redis://localhost" in fix


# --- several processes ---


def test_commands_and_wsgi_servers_are_heard_of_by_those_that_asgi_serves() -> None:
    with (
        redis() as log,
        serving("asgi", MIZAN_LIVE=log.url) as asgi,
        serving("wsgi", MIZAN_LIVE=log.url) as wsgi,
        Browser(asgi.port) as browser,
        Browser(wsgi.port) as writer,
        Stream(asgi.port) as stream,
    ):
        wait_for(lambda: not browser.fetch("notes").json()["topic"].startswith("0-0."))
        assert watch(browser, stream)["watch"] == [NOTES]
        assert writer.call("add", {"text": "from a page"}).status_code == 200
        wait_for(lambda: stream.stale == [NOTES], 1)
        variables = {**os.environ, "PYTHONPATH": str(HERE), "DATABASE_URL": database_url(), "MIZAN_LIVE": log.url}
        subprocess.run(
            [sys.executable, "-m", "django", "add_notes", "from", "a", "command"], env=variables, check=True, timeout=60
        )
        wait_for(lambda: len(stream.stale) > 1, 1)
        assert stream.stale[-1] == NOTES
