"""Mizan Web Tokens: who gets one, who is told by one, and when one is believed no more."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from desk.models import Member
from django.contrib.auth.models import Permission
from django.test import AsyncClient, Client
from django.urls import include, path, reverse
from mizan_core import register
from mizan_core.client.function import client
from mizan_core.tokens import Claims, PermissionList, SigningKey, SigningKeys, Tokens
from mizan_django.testing import MizanClient
from projects import FILES, SETTINGS, Project
from urlconfs import urlconf

BOTH = ("session", "mwt")
COOKIE = "__Host-mizan"
MOUNTED = [{"context": "me", "params": {}}]
QUERIES = ["me", "me_later", "me_ruled", "me_ruled_later"]


class Place:
    """What the project is set to, with a clock."""

    def __init__(self, settings: Any) -> None:
        self.now = 1_800_000_000.0
        self.keys = SigningKeys.of([SigningKey.generate("k1")])
        self.tokens = Tokens(keys=self.keys, issuer="https://app.example", audience="desk", now=lambda: self.now)
        self._settings = settings

    def set(self, identity: Any = BOTH, **changed: Any) -> None:
        self._settings(MIZAN={"IDENTITY": identity, "TOKENS": replace(self.tokens, **changed)})


@pytest.fixture
def place(settings: Any) -> Place:
    place = Place(settings)
    place.set()
    return place


@pytest.fixture(params=[Client, AsyncClient], ids=["wsgi", "asgi"])
def browser(request: pytest.FixtureRequest, place: Place) -> Browser:
    return Browser(request.param)


class Browser:
    """A page of this site with its cookies, over https; and whoever has none."""

    def __init__(self, kind: type[Client] | type[AsyncClient]) -> None:
        self._kind = kind
        self.http = kind(enforce_csrf_checks=True)

    def sign_in(self, user: Member) -> None:
        http = Client()
        http.cookies = self.http.cookies
        http.force_login(user)
        self.get("context/me")  # brings the CSRF token

    def get(self, path: str, http: Any = None, **headers: str) -> Answer:
        return self._send("GET", path, b"", "", headers, http or self.http)

    def post(self, path: str, body: Any = None, http: Any = None, **headers: str) -> Answer:
        token = self.http.cookies.get("csrftoken")
        if http is None and token is not None:
            headers = {"x-csrftoken": token.value, **headers}
        sent = b"" if body is None else json.dumps(body).encode()
        return self._send("POST", path, sent, "application/json", headers, http or self.http)

    def token(self) -> str:
        answer = self.post("token")
        assert answer.status == 200, answer.json
        return answer.json["token"]

    def bearing(self, token: str, path: str = "context/who", body: Any = None) -> Answer:
        """Ask as somebody without cookies."""
        http, headers = self._kind(enforce_csrf_checks=True), {"authorization": f"Bearer {token}"}
        return self.get(path, http, **headers) if body is None else self.post(path, body, http, **headers)

    def with_cookies(self, **cookies: str) -> Answer:
        """Ask who calls, with these cookies alone."""
        http = self._kind()
        for name, value in cookies.items():
            http.cookies[name] = value
        return self.get("context/who", http)

    def _send(self, method: str, path: str, body: bytes, kind: str, headers: dict[str, str], http: Any) -> Answer:
        headers = {"mizan-protocol": "1", "referer": "https://testserver/", **headers}
        sent = http.generic(method, f"/api/mizan/{path}", body, kind, headers=headers, secure=True)
        return Answer(async_to_sync(awaited)(sent) if isinstance(http, AsyncClient) else sent)


async def awaited(coroutine: Any) -> Any:
    return await coroutine


class Answer:
    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers = response.headers
        self.json: Any = json.loads(response.content or b"null")

    @property
    def code(self) -> tuple[int, str]:
        return self.status, self.json["error"]["code"]


@pytest.fixture
def signed_in(browser: Browser, ada: Member) -> Browser:
    browser.sign_in(ada)
    return browser


def said(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    return json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def who(name: object) -> dict[str, Any]:
    return {"data": {"who": str(name), "who_later": str(name)}}


NOBODY = who("AnonymousUser")


def test_who_has_a_session_gets_a_token_and_a_cookie_that_no_script_can_read(signed_in: Browser, ada: Member) -> None:
    answer = signed_in.post("token")

    token = answer.json["token"]
    assert answer.json == {"token": token, "expires": 1_800_000_300}
    assert answer.headers["set-cookie"] == f"__Host-mizan={token}; Path=/; Secure; HttpOnly; SameSite=Lax"
    assert answer.headers["cache-control"] == "private, no-store"
    told = said(token)
    assert (told["sub"], told["exp"] - told["iat"]) == (f"pk:{ada.pk}", 300)
    assert told["sid"]
    assert signed_in.http.cookies["sessionid"].value not in token


def test_tokens_of_two_sessions_are_told_apart(signed_in: Browser, ada: Member) -> None:
    other = Browser(Client)
    other.sign_in(ada)

    first, second = said(signed_in.token()), said(signed_in.token())
    assert first["sid"] == second["sid"] != said(other.token())["sid"]


def test_a_request_for_a_token_follows_the_rules_of_a_call(browser: Browser, ada: Member) -> None:
    assert browser.get("token").code == (405, "METHOD_NOT_ALLOWED")
    assert browser.get("token").headers["allow"] == "POST"
    assert browser.get("token/").code == (404, "NOT_FOUND")
    assert browser.post("token").code == (401, "UNAUTHENTICATED")
    assert browser.post("token", {"life": 9}).code == (401, "UNAUTHENTICATED")
    browser.sign_in(ada)
    assert browser.post("token", {}).status == 200
    assert browser.post("token", {"life": 9}).code == (422, "VALIDATION_ERROR")
    assert browser.post("token", **{"x-csrftoken": "x" * 32}).code == (403, "CSRF_FAILED")
    assert browser.bearing(browser.token(), "token", {}).code == (401, "UNAUTHENTICATED")


def test_it_has_a_name(place: Place) -> None:
    assert reverse("mizan:token") == "/api/mizan/token"


def test_where_nobody_set_tokens_up_there_are_none(browser: Browser, settings: Any) -> None:
    settings(MIZAN={})
    assert browser.post("token").code == (404, "NOT_FOUND")
    assert browser.get("context/who", authorization="Bearer x").json == NOBODY


@pytest.mark.parametrize("identity", ["mwt", BOTH], ids=str)
def test_a_bearer_is_the_caller_of_functions_of_every_colour_and_needs_no_csrf_token(
    signed_in: Browser, ada: Member, place: Place, identity: Any
) -> None:
    place.set(identity)
    token = signed_in.token()

    assert signed_in.bearing(token).json == who(ada)
    assert signed_in.bearing(token, "context/me").json == {"data": dict.fromkeys(QUERIES, ada.email)}
    assert signed_in.bearing(token, "context/me", {}).json == {"data": dict.fromkeys(QUERIES, ada.email)}
    assert signed_in.bearing(token, "call/sign_out", {}).json["invalidate"] == [{"all": True}]


def test_a_bearer_with_cookies_needs_the_csrf_token(signed_in: Browser) -> None:
    headers = {"authorization": f"Bearer {signed_in.token()}", "x-csrftoken": "x" * 32}
    assert signed_in.post("context/me", {}, **headers).code == (403, "CSRF_FAILED")


def test_a_bearer_goes_before_the_session_which_goes_before_the_cookie(
    signed_in: Browser, browser: Browser, ada: Member
) -> None:
    token = signed_in.token()
    bob = Member.objects.create_user("bob@example.com")
    browser.sign_in(bob)
    session = browser.http.cookies["sessionid"].value

    assert browser.get("context/who", authorization=f"bearer {token}").json == who(ada)
    assert browser.with_cookies(sessionid=session, **{COOKIE: token}).json == who(bob)
    assert browser.with_cookies(**{COOKIE: token}).json == who(ada)


def test_with_tokens_alone_a_session_is_good_for_a_token_and_nothing_else(
    signed_in: Browser, ada: Member, place: Place
) -> None:
    place.set("mwt")
    assert signed_in.get("context/who").json == NOBODY

    assert signed_in.with_cookies(**{COOKIE: signed_in.token()}).json == who(ada)


@pytest.mark.parametrize("function", ["sign_in", "sign_in_later"])
def test_who_signs_in_is_another_one_at_once_and_his_cookie_ends(
    signed_in: Browser, place: Place, function: str
) -> None:
    Member.objects.create_user("bob@example.com")
    signed_in.http.cookies[COOKIE] = signed_in.token()
    place.set("mwt")
    body = {"args": {"email": "bob@example.com", "password": "secret"}, "mounted": MOUNTED}

    answer = signed_in.post(f"call/{function}", body)

    assert answer.json["refreshed"][0]["data"] == dict.fromkeys(QUERIES, "bob@example.com")
    assert "__Host-mizan=; Max-Age=0; Path=/" in answer.headers["set-cookie"]


@pytest.mark.parametrize("token", ["", "abc", "a.b.c"])
@pytest.mark.parametrize("path", ["context/who", "context/note", "call/add", "call/add_later"])
def test_a_bearer_that_is_no_token_is_refused_everywhere_and_nobody_is_told_why(
    browser: Browser, token: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = browser.bearing(token, path, None if path.startswith("context") else {})

    message = "The token is not valid here. Ask for a new one."
    assert answer.json == {"error": {"code": "TOKEN_INVALID", "message": message, "details": None}}
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert "A token was refused: not " in caplog.text


def test_a_token_expires_and_its_cookie_ends(signed_in: Browser, ada: Member, place: Place) -> None:
    token = signed_in.token()

    place.now += 304
    assert signed_in.bearing(token).json == who(ada)
    place.now += 2
    assert signed_in.bearing(token).code == (401, "TOKEN_EXPIRED")
    refused = signed_in.with_cookies(**{COOKIE: token})
    assert refused.code == (401, "TOKEN_EXPIRED")
    assert refused.headers["set-cookie"].startswith("__Host-mizan=; Max-Age=0;")


def new_password(ada: Member) -> None:
    ada.set_password("another")
    ada.save()


@pytest.mark.parametrize(
    "change",
    [
        new_password,
        lambda ada: Member.objects.filter(pk=ada.pk).update(is_staff=True),
        lambda ada: Member.objects.filter(pk=ada.pk).update(is_superuser=True),
        lambda ada: ada.delete(),
    ],
    ids=["another password", "staff", "superuser", "gone"],
)
def test_a_token_is_revoked_at_once(signed_in: Browser, ada: Member, change: Callable[[Member], Any]) -> None:
    token = signed_in.token()
    assert signed_in.bearing(token).status == 200

    change(ada)

    assert signed_in.bearing(token).code == (401, "TOKEN_INVALID")


def test_who_is_not_active_is_nobody(signed_in: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    token = signed_in.token()
    monkeypatch.setattr(Member, "is_active", False)

    assert signed_in.bearing(token).code == (401, "TOKEN_INVALID")


def test_a_version_of_the_project_s_own_revokes_them(signed_in: Browser, ada: Member, place: Place) -> None:
    version = [1]
    place.set(permission_version=lambda _: version[0])
    token = signed_in.token()
    new_password(ada)
    assert signed_in.bearing(token).status == 200

    version[0] += 1

    assert signed_in.bearing(token).code == (401, "TOKEN_INVALID")


def test_a_token_tells_of_permissions_and_is_revoked_with_them(signed_in: Browser, ada: Member, place: Place) -> None:
    names = ["desk.add_note", "desk.change_note", "desk.delete_note"]
    place.set(permissions=names)
    ada.user_permissions.set(Permission.objects.filter(codename__in=["add_note", "delete_note"]))
    token = signed_in.token()

    assert PermissionList(names).read(Claims(**said(token))) == {"desk.add_note", "desk.delete_note"}
    assert signed_in.bearing(token).status == 200
    ada.user_permissions.clear()
    assert signed_in.bearing(token).code == (401, "TOKEN_INVALID")


def test_users_may_be_no_rows(signed_in: Browser, place: Place, ada: Member) -> None:
    loaded: list[Claims] = []
    place.set(load_user=lambda claims: loaded.append(claims) or ada)

    assert signed_in.bearing(signed_in.token()).json == who(ada)
    assert [each.user_id for each in loaded] == [str(ada.pk)]


@pytest.mark.usefixtures("registry")
def test_a_token_costs_one_query_beyond_those_of_the_function(
    door: type[MizanClient], ada: Member, place: Place
) -> None:
    @register
    @client(auth=True)
    def name(request: Any) -> str:
        return request.user.email

    browser = Browser(Client)
    browser.sign_in(ada)
    bearing = door(headers={"authorization": f"Bearer {browser.token()}"})

    answer = bearing.call("name")

    assert answer.result == ada.email
    answer.assert_queries(0)  # of the function's own


# Keys and settings.


def test_who_uses_no_tokens_needs_nothing_that_signs(tmp_path: Path) -> None:
    project = Project(tmp_path)
    done = project.run("python", "-c", "import sys, wsgi; assert 'cryptography' not in sys.modules")
    assert done.returncode == 0, done.stderr


def test_the_public_keys_are_published_at_the_root(browser: Browser, place: Place, settings: Any) -> None:
    settings(ROOT_URLCONF=urlconf(path("", include("mizan_django.jwks"))))
    answer = Client().get("/.well-known/mizan-jwks.json")

    assert answer.json() == place.keys.jwks()
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert Client().post("/.well-known/mizan-jwks.json").status_code == 405
    settings(MIZAN={})
    assert Client().get("/.well-known/mizan-jwks.json").status_code == 404


TOKENS = 'Tokens(keys=Path(__file__).with_name("keys.json"), issuer="https://app.example", audience="shop")'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    settings = f'{SETTINGS}\nfrom mizan_core.tokens import Tokens\nMIZAN = {{"IDENTITY": "mwt", "TOKENS": {TOKENS}}}\n'
    return Project(tmp_path, {**FILES, "settings.py": settings})


def test_a_project_does_not_start_without_its_keys_and_its_checks_say_so(project: Project) -> None:
    checked = project.manage("check")
    assert checked.returncode == 1
    assert "(mizan.E134)" in checked.stderr
    assert "keys new --file" in checked.stderr
    started = project.run("python", "-c", "import wsgi")
    assert started.returncode == 1
    assert "MZ134" in started.stderr
    assert project.manage("export_mizan_schema").returncode == 0

    project.run("python", "-m", "mizan_core", "keys", "new", "--file", "keys.json")

    assert project.manage("check").returncode == 0
    assert project.run("python", "-c", "import wsgi").returncode == 0
