"""URLs: their names, where they may be mounted, and how long it takes to find one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import NoReverseMatch, URLPattern, include, path, re_path, resolve, reverse, set_script_prefix
from django.urls.resolvers import RegexPattern, RoutePattern
from mizan_core import Registry, register
from mizan_core.client.function import client
from mizan_django.testing import MizanClient
from servers import Browser, serving, serving_here
from urlconfs import urlconf


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("mizan:add", "/api/mizan/call/add"),
        ("mizan:context-notes", "/api/mizan/context/notes"),
        ("mizan:mount-point", "/api/mizan/"),
    ],
)
def test_functions_and_contexts_have_names(name: str, url: str) -> None:
    assert reverse(name) == url


@pytest.mark.parametrize("name", ["mizan:nothing", "mizan:context-add", "add"])
def test_what_is_not_served_has_no_url(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.usefixtures("registry")
def test_a_name_with_dots_is_a_url_s_name_too() -> None:
    @register("desk.tidy")
    @client
    def tidy() -> str:
        return "tidied"

    with override_settings(ROOT_URLCONF=urlconf(path("api/", include("mizan_django.urls")))):
        assert MizanClient().call("desk.tidy").result == "tidied"
        assert resolve("/api/call/desk.tidy").view_name == "mizan:desk.tidy"


@pytest.mark.parametrize(
    ("url", "name", "route"),
    [
        ("/api/mizan/call/add", "add", "api/mizan/call/add"),
        ("/api/mizan/context/notes", "context-notes", "api/mizan/context/notes"),
    ],
)
def test_a_request_knows_what_it_met(url: str, name: str, route: str) -> None:
    match = resolve(url)

    assert (match.url_name, match.view_name, match.route) == (name, f"mizan:{name}", route)
    assert (match.app_names, match.namespaces) == (["mizan"], ["mizan"])
    assert match.func.__name__ == name


def test_monitoring_sees_the_module_of_the_function() -> None:
    assert resolve("/api/mizan/call/add").func.__module__ == "desk.clients.notes"
    assert resolve("/api/mizan/call/sign_in").func.__module__ == "desk.clients.account"
    assert resolve("/api/mizan/context/notes").func.__module__ == "mizan_django.routes"


def test_every_function_has_a_view_of_its_own() -> None:
    views = {resolve(f"/api/mizan/call/{name}").func for name in ("add", "add_later", "sign_in")}
    assert len(views) == 3


@pytest.mark.usefixtures("registry")
def test_a_function_sees_what_its_request_met(door: Any) -> None:
    @register
    @client
    def look(request: HttpRequest) -> list[Any]:
        match = request.resolver_match
        return [match.view_name, match.kwargs] if match else []

    assert door().call("look").result == ["mizan:look", {}]


@pytest.mark.parametrize(
    "mounted",
    [
        path("elsewhere/", include("mizan_django.urls")),
        path("", include("mizan_django.urls")),
        re_path("^deep/down/", include("mizan_django.urls")),
        path("a/", include([path("b/", include("mizan_django.urls"))])),
        path("other/", include("mizan_django.urls", namespace="mizan")),
    ],
    ids=["elsewhere", "root", "expression", "nested", "namespace"],
)
def test_the_mount_point_may_be_anywhere(door: Any, mounted: Any) -> None:
    with override_settings(ROOT_URLCONF=urlconf(mounted)):
        assert door().call("add", {"text": "a"}).status == 200
        assert door().context("notes").data["notes"] == ["a"]
        assert door().call("nowhere").error["code"] == "NOT_FOUND"


def test_the_mount_point_may_hold_something_that_changes(door: Any) -> None:
    """As in a project with a path for each tenant; a function finds it in `request.resolver_match`."""
    with override_settings(ROOT_URLCONF=urlconf(path("<slug:tenant>/api/", include("mizan_django.urls")))):
        for url in ("/acme/api/context/notes", "/acme/api/context/note?params={}"):
            assert door().http.get(url).json().keys() <= {"data", "error"}
        assert resolve("/acme/api/call/add").kwargs == {"tenant": "acme"}
        assert door().http.get("/acme/api/nowhere").json()["error"]["code"] == "NOT_FOUND"


def test_what_lies_beside_the_mount_point_is_left_to_others() -> None:
    others = (path("api/mizan/", include("mizan_django.urls")), path("<path:page>", lambda _, page: HttpResponse(page)))
    with override_settings(ROOT_URLCONF=urlconf(*others)):
        http = MizanClient().http
        assert http.get("/api/mizanx").content == b"api/mizanx"
        assert http.get("/api/mizan/x").json()["error"]["code"] == "NOT_FOUND"


@pytest.mark.usefixtures("registry")
def test_a_script_name_is_part_of_every_url(door: Any) -> None:
    @register
    @client
    def where(request: HttpRequest) -> list[str]:
        return [request.path, reverse("mizan:add")]

    set_script_prefix("/site/")  # as Django does at its start
    try:
        with override_settings(FORCE_SCRIPT_NAME="/site"):
            assert door().call("where").result == ["/site/api/mizan/call/where", "/site/api/mizan/call/add"]
            assert door().context("notes").data["notes"] == []
    finally:
        set_script_prefix("/")


LITERAL = ("context%2Fnotes", "context/note%73", "call/add/")


def test_gunicorn_below_a_script_name_answers() -> None:
    with serving("wsgi", "/site", SCRIPT_NAME="/site") as served, Browser(served.port, "/site") as browser:
        assert browser.fetch("notes").json()["data"]["notes"] == []
        assert {browser.http.get(each).json()["error"]["code"] for each in LITERAL} == {"NOT_FOUND"}


def test_uvicorn_below_a_root_path_answers() -> None:
    with serving_here(root_path="/site") as port, Browser(port) as browser:
        assert browser.fetch("notes").json()["data"]["notes"] == []
        assert {browser.http.get(each).json()["error"]["code"] for each in LITERAL} == {"NOT_FOUND"}


# How long it takes, counted in attempts.


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record every pattern that Django tries."""
    tried: list[str] = []

    def recording(match: Callable[..., Any]) -> Callable[..., Any]:
        def recorded(self: Any, path: str) -> Any:
            tried.append(str(self))
            return match(self, path)

        return recorded

    for kind in (RoutePattern, RegexPattern):
        monkeypatch.setattr(kind, "match", recording(kind.match))
    return tried


@pytest.mark.parametrize("url", ["call/many999", "call/add", "context/many", "call/nowhere"])
def test_one_among_a_thousand_functions_is_found_as_one_among_three(
    registry: Registry, attempts: list[str], url: str
) -> None:
    resolve(f"/api/mizan/{url.replace('many999', 'add').replace('many', 'notes')}")
    among_few = len(attempts)
    registry.reopen()
    for number in range(1000):
        registry.register(client(one_of_many(number)), f"many{number:03}")
    registry.register(client(context="many")(one_of_many(0)), "many")
    resolve(f"/api/mizan/{url}")
    attempts.clear()
    resolve(f"/api/mizan/{url}")

    assert len(attempts) == among_few < 6


def one_of_many(number: int) -> Callable[[], int]:
    def one() -> int:
        return number

    return one


def test_the_test_above_would_notice_a_pattern_for_each(attempts: list[str]) -> None:
    pattern: Any = URLPattern(RoutePattern("call/add"), lambda _: None)
    with override_settings(ROOT_URLCONF=urlconf(*[pattern] * 10)):
        with pytest.raises(Exception, match="tried"):
            resolve("/nowhere")
        assert attempts.count("call/add") == 10
