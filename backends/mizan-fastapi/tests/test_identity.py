"""Who calls: `request.state.user`, what `auth=` makes of it, and pages of other sites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, UploadFile
from mizan_core import MizanError, Registry, register
from mizan_core.client.function import client
from mizan_fastapi import create_router
from starlette.datastructures import State

Serve = Callable[..., Any]
MOUNTED = [{"context": "global", "params": {}}]


@dataclass
class User:
    name: str = "ada"
    is_authenticated: bool = True
    is_staff: bool = False
    is_superuser: bool = False


class Identify:
    """Sets the user, unless it is MISSING."""

    def __init__(self, app: Any, user: Any, state: Callable[[], Any]) -> None:
        self._app, self._user, self._state = app, user, state

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self._user is not MISSING:
            state = self._state()
            state["user"] = self._user
            scope["state"] = state
        await self._app(scope, receive, send)


MISSING = object()


class TooEarly(MizanError):
    """The doors open at nine."""

    code = "TOO_EARLY_TODAY"
    status = 403


def is_ada(request: Any) -> bool:
    return getattr(request.state, "user", None) is not None and request.state.user.name == "ada"


async def is_ada_later(request: Any) -> bool:
    return is_ada(request)


def refuses(_: Any) -> bool:
    raise TooEarly


def aborts(_: Any) -> bool:
    raise HTTPException(429, "Slower.")


async def crashes(_: Any) -> bool:
    raise ZeroDivisionError("by secret")


RULES: dict[str, Any] = {
    "public": None,
    "signed_in": True,
    "staff": "staff",
    "superuser": "superuser",
    "ada": is_ada,
    "ada_later": is_ada_later,
    "refuses": refuses,
    "aborts": aborts,
    "crashes": crashes,
}


def door(rule: Any) -> Callable[..., str]:
    @client(auth=rule)
    def enter() -> str:
        return "in"

    return enter


def window(rule: Any) -> Callable[..., str]:
    @client(context="windows", auth=rule)
    def look() -> str:
        return "seen"

    return look


@pytest.fixture
def knock(registry: Registry, serve: Serve) -> Callable[..., Any]:
    """Serve doors and windows of every kind to a user."""
    for name, rule in RULES.items():
        registry.register(door(rule), f"door.{name}")
        registry.register(window(rule), f"window.{name}")

    def knock(user: Any, state: Callable[[], Any] = dict) -> Any:
        app = FastAPI()
        app.include_router(create_router(registry=registry), prefix="/api/mizan")
        app.add_middleware(Identify, user=user, state=state)
        return serve(app)

    return knock


@pytest.mark.parametrize(
    ("user", "open_doors"),
    [
        (MISSING, {"public"}),
        (None, {"public"}),
        (User(is_authenticated=False), {"public", "ada", "ada_later"}),
        (User(is_authenticated=False, is_staff=True, is_superuser=True, name="mallory"), {"public"}),
        (User(), {"public", "signed_in", "ada", "ada_later"}),
        (User("bob", is_staff=True), {"public", "signed_in", "staff"}),
        (User("eve", is_superuser=True), {"public", "signed_in", "superuser"}),
    ],
    ids=["missing", "none", "anonymous", "anonymous that boasts", "ada", "staff", "superuser"],
)
def test_each_user_passes_the_doors_that_are_his(knock: Any, user: Any, open_doors: set[str]) -> None:
    api = knock(user)
    asked = [name for name in RULES if name not in ("refuses", "aborts", "crashes")]

    answers = {name: api.call(f"door.{name}") for name in asked}
    bundle = api.fetch("windows").json()

    refusal = (403, "FORBIDDEN") if getattr(user, "is_authenticated", False) else (401, "UNAUTHENTICATED")
    for name, answer in answers.items():
        if name in open_doors:
            assert answer.json() == {"result": "in"}, name
        else:
            assert (answer.status_code, answer.json()["error"]["code"]) == refusal, name
    assert {name.removeprefix("window.") for name in bundle["data"]} == open_doors


@pytest.mark.parametrize("state", [dict, State], ids=["dict", "State"])
def test_the_state_may_be_a_dict_or_a_state(knock: Any, state: Callable[[], Any]) -> None:
    assert knock(User(), state).call("door.signed_in").json() == {"result": "in"}


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("refuses", 403, "TOO_EARLY_TODAY"), ("aborts", 429, "RATE_LIMITED"), ("crashes", 500, "INTERNAL_ERROR")],
)
def test_a_rule_that_raises_lets_nobody_pass(knock: Any, name: str, status: int, code: str) -> None:
    api = knock(User())
    answer = api.call(f"door.{name}")
    bundle = api.fetch("windows").json()

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert "secret" not in answer.text
    assert f"window.{name}" not in bundle["data"]
    assert bundle["errors"][f"window.{name}"]["code"] == code


def test_a_user_that_says_nothing_of_itself_lets_nobody_pass(knock: Any, caplog: pytest.LogCaptureFixture) -> None:
    answer = knock({"id": 1}).call("door.signed_in")

    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert "'dict' object has no attribute 'is_authenticated'" in caplog.text


@pytest.mark.parametrize("asynchronous", [True, False], ids=["async", "def"])
def test_what_comes_with_a_login_is_read_as_the_new_user(registry: Registry, serve: Serve, asynchronous: bool) -> None:
    @register(registry=registry)
    @client(context="global", auth=True)
    def me(request: Any) -> str:
        return request.state.user.name

    if asynchronous:

        @register(registry=registry)
        @client(affects="*")
        async def login(request: Any, name: str | None) -> None:
            request.state.user = User(name) if name else None
    else:

        @register(registry=registry)
        @client(affects="*")
        def login(request: Any, name: str | None) -> None:
            request.state.user = User(name) if name else None

    api = serve()
    after_login = api.call("login", {"name": "ada"}, MOUNTED).json()["refreshed"][0]
    after_logout = api.call("login", {"name": None}, MOUNTED).json()["refreshed"][0]

    assert after_login["data"] == {"me": "ada"}
    assert after_logout["errors"]["me"]["code"] == "UNAUTHENTICATED"


COOKIE = {"cookie": "session=abc"}
SPOKEN = {"mizan-protocol": "1"}


@pytest.mark.parametrize(
    "headers",
    [
        COOKIE,
        COOKIE | SPOKEN,
        COOKIE | SPOKEN | {"sec-fetch-site": "cross-site"},
        COOKIE | SPOKEN | {"sec-fetch-site": "same-site"},
        COOKIE | SPOKEN | {"sec-fetch-site": "none"},
        COOKIE | SPOKEN | {"origin": "https://evil.example"},
        COOKIE | SPOKEN | {"origin": "https://APP.example"},
        COOKIE | SPOKEN | {"origin": "https://app.example:443"},
        COOKIE | SPOKEN | {"origin": "null"},
        COOKIE | {"sec-fetch-site": "same-origin"},
        COOKIE | {"origin": "https://app.example"},
    ],
    ids=str,
)
def test_a_page_of_another_site_cannot_use_the_cookie(
    registry: Registry, serve: Serve, headers: dict[str, str]
) -> None:
    ran: list[None] = []

    @register(registry=registry)
    @client(affects="*")
    def transfer() -> None:
        ran.append(None)

    @register(registry=registry)
    @client
    def upload(file: UploadFile) -> None:
        ran.append(None)

    @register(registry=registry)
    @client(context="global")
    def balance() -> None:
        ran.append(None)

    api = serve(origins=["https://app.example"])
    for answer in (
        api.call("transfer", headers=headers),
        api.client.post("/api/mizan/call/upload", files={"file": b"x"}, headers=headers),
        api.client.post("/api/mizan/context/global", json={}, headers=headers),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "CSRF_FAILED")
        assert answer.json()["error"]["details"] == {
            "origin": headers.get("origin"),
            "expected": ["https://app.example"],
        }
    assert ran == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer abc", "origin": "https://evil.example"},
        COOKIE | SPOKEN | {"sec-fetch-site": "same-origin"},
        COOKIE | SPOKEN | {"origin": "https://app.example"},
        COOKIE | SPOKEN | {"origin": "http://localhost:5173", "sec-fetch-site": "same-site"},
    ],
    ids=str,
)
def test_pages_of_this_site_and_clients_without_cookies_may_post(
    registry: Registry, serve: Serve, headers: dict[str, str]
) -> None:
    @register(registry=registry)
    @client(affects="*")
    def transfer() -> None: ...

    api = serve(origins=["https://app.example", "http://localhost:5173"])

    assert api.call("transfer", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "origins",
    [
        "https://app.example",
        ["app.example"],
        ["https://app.example/"],
        ["https://app.example/page"],
        ["https://App.example"],
        ["https://*.app.example"],
        ["*"],
        ["null"],
        [""],
    ],
    ids=str,
)
def test_an_origin_that_no_browser_sends_is_a_mistake(origins: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="origin"):
        create_router(registry=Registry(), origins=origins)
