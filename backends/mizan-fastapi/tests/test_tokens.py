"""Mizan Web Tokens: who gets one, who is told by one, and when one is believed no more."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request, UploadFile
from mizan_core import Registry, register
from mizan_core.client.function import client
from mizan_core.diagnostics import DeclarationError
from mizan_core.tokens import Claims, PermissionList, RemoteKeys, SigningKey, SigningKeys, Tokens
from mizan_fastapi import create_router, jwks_router
from starlette.middleware.sessions import SessionMiddleware
from starlette.testclient import TestClient

PAGE = {"mizan-protocol": "1", "sec-fetch-site": "same-origin"}
MOUNTED = [{"context": "me", "params": {}}]
BOTH = ("session", "mwt")


@dataclass
class User:
    id: str
    is_staff: bool = False
    is_superuser: bool = False
    is_authenticated: bool = True
    is_active: bool = True
    version: int = 1
    permissions: set[str] = field(default_factory=set[str])


class Place:
    """A server with users, sessions and tokens, and its clock."""

    def __init__(self) -> None:
        self.users = {"ada": User("ada", is_staff=True), "bob": User("bob")}
        self.now = 1_800_000_000.0
        self.keys = SigningKeys.of([SigningKey.generate("k1")])
        self.loaded: list[Claims] = []
        self.tokens = Tokens(
            keys=self.keys,
            issuer="https://app.example",
            audience="board",
            load_user=self.load,
            permission_version=lambda user: user.version,
            session_of=lambda request: request.session.get("id"),
            now=lambda: self.now,
        )

    def load(self, claims: Claims) -> User | None:
        self.loaded.append(claims)
        return self.users.get(claims.user_id)


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def api(registry: Registry, place: Place) -> Callable[..., Browser]:
    """Serve functions of several kinds to a browser."""

    @register(registry=registry)
    @client(context="me", auth=True)
    def me(request: Request) -> str:
        return request.state.user.id

    @register(registry=registry)
    @client(context="who")
    def who(request: Request) -> str | None:
        return request.state.user.id if request.state.user else None

    @register(registry=registry)
    @client(auth="staff")
    async def sweep(request: Request) -> str:
        return request.state.user.id

    @register(registry=registry)
    @client(auth=True)
    def upload(request: Request, file: UploadFile) -> str:
        return request.state.user.id

    @register(registry=registry)
    @client(affects="*")
    def sign_in(request: Request, name: str | None) -> None:
        request.session.clear()
        if name:
            request.session.update(id=f"session of {name}", name=name)
        request.state.user = place.users[name] if name else None

    def start(identity: Any = BOTH, tokens: Tokens | None = None, **options: Any) -> Browser:
        app = FastAPI()
        tokens = tokens or place.tokens
        app.include_router(create_router(registry=registry, identity=identity, tokens=tokens, **options), prefix="/api")
        app.include_router(jwks_router(tokens))

        @app.middleware("http")
        async def identify(request: Request, call_next: Any) -> Any:
            request.state.user = place.users.get(request.session.get("name"))
            return await call_next(request)

        app.add_middleware(SessionMiddleware, secret_key="only for tests")
        return Browser(app)

    return start


class Browser:
    """A page of this site, with its cookies; and whoever has none."""

    def __init__(self, app: FastAPI) -> None:
        self.http = TestClient(app, base_url="https://app.example", headers=PAGE)
        self.bare = TestClient(app, base_url="https://app.example")

    def sign_in(self, name: str | None) -> Any:
        return self.http.post("/api/call/sign_in", json={"args": {"name": name}, "mounted": MOUNTED})

    def token(self) -> str:
        answer = self.http.post("/api/token")
        assert answer.status_code == 200, answer.text
        return answer.json()["token"]

    def bearing(self, token: str, path: str = "context/who", method: str = "GET", **options: Any) -> Any:
        """Ask as somebody without cookies."""
        self.bare.cookies.clear()
        return self.bare.request(method, f"/api/{path}", headers={"authorization": f"Bearer {token}"}, **options)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def said(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    return json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def test_who_has_a_session_gets_a_token_and_a_cookie_that_no_script_can_read(api: Any, place: Place) -> None:
    browser = api()
    browser.sign_in("ada")

    answer = browser.http.post("/api/token")

    assert answer.headers["cache-control"] == "private, no-store"
    token = answer.json()["token"]
    assert answer.json() == {"token": token, "expires": 1_800_000_300}
    cookie = answer.headers["set-cookie"]
    assert cookie == f"__Host-mizan={token}; Path=/; Secure; HttpOnly; SameSite=Lax"
    told = said(token)
    assert (told["sub"], told["pv"], told["exp"] - told["iat"]) == ("id:ada", 1, 300)
    assert told["sid"]
    assert "session of ada" not in token


@pytest.mark.parametrize("body", ["", "{}", " {} "])
def test_a_request_for_a_token_says_nothing(api: Any, body: str) -> None:
    browser = api()
    browser.sign_in("ada")

    answer = browser.http.post("/api/token", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"method": "GET"}, (405, "METHOD_NOT_ALLOWED")),
        ({"method": "DELETE"}, (405, "METHOD_NOT_ALLOWED")),
        ({"content": "{}", "headers": {"content-type": "text/plain"}}, (415, "UNSUPPORTED_MEDIA_TYPE")),
        ({"content": "{", "headers": {"content-type": "application/json"}}, (400, "BAD_REQUEST")),
        ({"json": {"life": 9}}, (422, "VALIDATION_ERROR")),
        ({"json": []}, (422, "VALIDATION_ERROR")),
        ({"content": "{" + " " * 200 + "}"}, (413, "PAYLOAD_TOO_LARGE")),
        ({"headers": {"sec-fetch-site": "cross-site"}}, (403, "CSRF_FAILED")),
    ],
    ids=str,
)
def test_a_wrong_request_for_a_token_is_refused(api: Any, change: dict[str, Any], expected: Any) -> None:
    browser = api(body_limit=200)
    browser.sign_in("ada")

    assert code(browser.http.request(**{"method": "POST", "url": "/api/token", **change})) == expected


def test_who_has_no_session_gets_no_token_not_even_for_a_token(api: Any) -> None:
    browser = api()
    assert code(browser.http.post("/api/token")) == (401, "UNAUTHENTICATED")
    assert code(browser.http.post("/api/token", json={"life": 9})) == (401, "UNAUTHENTICATED")
    browser.sign_in("ada")
    token = browser.token()

    assert code(browser.bearing(token, "token", "POST")) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("identity", ["mwt", BOTH], ids=str)
def test_a_bearer_is_the_caller_of_everything_and_needs_no_csrf_headers(api: Any, identity: Any) -> None:
    browser = api(identity)
    browser.sign_in("ada")
    token = browser.token()

    assert browser.bearing(token).json() == {"data": {"who": "ada"}}
    assert browser.bearing(token, "context/me", "POST", json={}).json() == {"data": {"me": "ada"}}
    assert browser.bearing(token, "call/sweep", "POST", json={}).json() == {"result": "ada"}
    assert browser.bearing(token, "call/upload", "POST", files={"file": b"x"}).json() == {"result": "ada"}


@pytest.mark.parametrize("path", ["context/who", "context/me"])
def test_a_bearer_with_cookies_needs_them(api: Any, path: str) -> None:
    browser = api()
    browser.sign_in("ada")
    headers = {"authorization": f"Bearer {browser.token()}", "sec-fetch-site": "cross-site"}

    assert code(browser.http.post(f"/api/{path}", json={}, headers=headers)) == (403, "CSRF_FAILED")


def test_a_bearer_goes_before_the_session(api: Any) -> None:
    browser = api()
    browser.sign_in("bob")
    token = browser.token()
    browser.sign_in("ada")

    assert browser.http.get("/api/context/who").json() == {"data": {"who": "ada"}}
    headers = {"authorization": f"bearer {token}"}
    assert browser.http.get("/api/context/who", headers=headers).json() == {"data": {"who": "bob"}}


def test_with_tokens_alone_a_session_is_good_for_a_token_and_nothing_else(api: Any) -> None:
    browser = api("mwt")
    browser.sign_in("ada")
    assert browser.http.get("/api/context/who").json() == {"data": {"who": None}}

    browser.token()

    assert browser.http.get("/api/context/who").json() == {"data": {"who": "ada"}}  # by the cookie
    forged = browser.http.post("/api/call/sweep", json={}, headers={"sec-fetch-site": "cross-site"})
    assert code(forged) == (403, "CSRF_FAILED")


def test_the_session_goes_before_the_cookie_which_serves_where_there_is_none(api: Any) -> None:
    browser = api()
    browser.sign_in("bob")
    cookie = f"__Host-mizan={browser.token()}"
    browser.sign_in("ada")

    both = browser.http.get(
        "/api/context/who", headers={"cookie": f"{cookie}; session={browser.http.cookies['session']}"}
    )
    alone = browser.bare.get("/api/context/who", headers={"cookie": cookie})

    assert both.json() == {"data": {"who": "ada"}}
    assert alone.json() == {"data": {"who": "bob"}}


@pytest.mark.parametrize("identity", ["mwt", BOTH], ids=str)
@pytest.mark.parametrize("name", ["bob", None])
def test_who_signs_in_or_out_is_another_one_at_once_and_his_cookie_ends(
    api: Any, identity: Any, name: str | None
) -> None:
    browser = api(identity)
    browser.sign_in("ada")
    browser.token()

    answer = browser.sign_in(name)

    (refreshed,) = answer.json()["refreshed"]
    assert (refreshed["data"] or refreshed["errors"]["me"]["code"]) == ({"me": name} if name else "UNAUTHENTICATED")
    assert "__Host-mizan" not in browser.http.cookies
    assert browser.http.get("/api/context/who").json() == {"data": {"who": name if identity == BOTH else None}}


REFUSED = {
    "nothing": "",
    "no token": "abc",
    "two": "a.b.c,a.b.c",
    "spaces": "a b",
}


@pytest.mark.parametrize("token", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "context/who"), ("HEAD", "context/who"), ("POST", "context/who"), ("POST", "call/sweep")],
)
def test_a_bearer_that_is_no_token_is_refused_everywhere_and_nobody_is_told_why(
    api: Any, token: str, method: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = api().bearing(token, path, method, **({"json": {}} if method == "POST" else {}))

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert "A token was refused: not " in caplog.text
    if method != "HEAD":
        message = "The token is not valid here. Ask for a new one."
        assert answer.json() == {"error": {"code": "TOKEN_INVALID", "message": message, "details": None}}


@pytest.mark.parametrize("change", [{"issuer": "https://evil.example"}, {"audience": "other"}, {"keys": 0}], ids=str)
def test_a_token_of_another_server_is_refused(api: Any, place: Place, change: dict[str, Any]) -> None:
    if "keys" in change:
        change = {"keys": SigningKeys.of([SigningKey.generate("k1")])}
    other = api(tokens=replace(place.tokens, **change))
    other.sign_in("ada")

    assert code(api().bearing(other.token())) == (401, "TOKEN_INVALID")


@pytest.mark.parametrize("identity", ["mwt", BOTH], ids=str)
def test_a_token_expires(api: Any, place: Place, identity: Any) -> None:
    browser = api(identity)
    browser.sign_in("ada")
    token = browser.token()

    place.now += 304
    assert browser.bearing(token).json() == {"data": {"who": "ada"}}
    place.now += 2
    assert code(browser.bearing(token)) == (401, "TOKEN_EXPIRED")
    assert code(browser.bearing(token[:-4] + "AAAA")) == (401, "TOKEN_INVALID")


def test_a_cookie_that_is_refused_ends(api: Any, place: Place) -> None:
    browser = api("mwt")
    browser.sign_in("ada")
    browser.token()
    place.now += 306

    assert code(browser.http.get("/api/context/who")) == (401, "TOKEN_EXPIRED")
    assert browser.http.get("/api/context/who").json() == {"data": {"who": None}}


def test_two_cookies_of_the_name_are_believed_neither(api: Any) -> None:
    browser = api()
    browser.sign_in("ada")
    cookie = f"__Host-mizan={browser.token()}"

    assert browser.bare.get("/api/context/who", headers={"cookie": f"a=1;{cookie}"}).json() == {"data": {"who": "ada"}}
    twice = browser.bare.get("/api/context/who", headers={"cookie": f"{cookie}; {cookie}"})
    assert code(twice) == (401, "TOKEN_INVALID")
    for other in (f"x{cookie}", cookie.replace("__Host", "__host"), f"a={cookie}"):
        assert browser.bare.get("/api/context/who", headers={"cookie": other}).json() == {"data": {"who": None}}


@pytest.mark.parametrize(
    "change",
    [
        lambda place: setattr(place.users["ada"], "version", 2),
        lambda place: setattr(place.users["ada"], "is_active", False),
        lambda place: setattr(place.users["ada"], "is_authenticated", False),
        lambda place: place.users.pop("ada"),
    ],
    ids=["another permission version", "not active", "not authenticated", "gone"],
)
def test_a_token_is_revoked_at_once(api: Any, place: Place, change: Callable[[Place], Any]) -> None:
    browser = api()
    browser.sign_in("ada")
    token = browser.token()
    assert browser.bearing(token, "call/sweep", "POST", json={}).status_code == 200

    change(place)

    assert code(browser.bearing(token, "call/sweep", "POST", json={})) == (401, "TOKEN_INVALID")


def test_what_somebody_may_do_is_read_afresh(api: Any, place: Place) -> None:
    browser = api()
    browser.sign_in("ada")
    token = browser.token()
    place.users["ada"] = User("ada", is_staff=False)

    assert code(browser.bearing(token, "call/sweep", "POST", json={})) == (403, "FORBIDDEN")


def test_a_token_tells_of_permissions_and_is_revoked_with_them(api: Any, place: Place) -> None:
    names = ["see", *(f"other{each}" for each in range(8)), "edit"]
    tokens = replace(place.tokens, permissions=names, has_permission=lambda user, name: name in user.permissions)
    browser = api(tokens=tokens)
    place.users["ada"].permissions = {"see", "edit", "unlisted"}
    browser.sign_in("ada")
    token = browser.token()

    told = Claims(**said(token))
    assert PermissionList(names).read(told) == {"see", "edit"}
    assert PermissionList(names[:-1]).read(told) is None
    assert browser.bearing(token).status_code == 200
    place.users["ada"].permissions = {"see"}
    assert code(browser.bearing(token)) == (401, "TOKEN_INVALID")


def test_a_tenant_stands_in_a_token(api: Any, place: Place) -> None:
    browser = api(tokens=replace(place.tokens, tenant_of=lambda user: f"firm of {user.id}"))
    browser.sign_in("ada")

    assert said(browser.token())["ten"] == "firm of ada"


def test_the_hook_that_loads_users_may_be_async(api: Any, place: Place) -> None:
    async def load(claims: Claims) -> User | None:
        return place.load(claims)

    browser = api(tokens=replace(place.tokens, load_user=load))
    browser.sign_in("ada")

    assert browser.bearing(browser.token()).json() == {"data": {"who": "ada"}}
    assert [each.user_id for each in place.loaded] == ["ada"]


def test_a_hook_that_loads_somebody_else_lets_nobody_pass(
    api: Any, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    browser = api(tokens=replace(place.tokens, load_user=lambda _: place.users["ada"]))
    browser.sign_in("bob")

    assert code(browser.bearing(browser.token())) == (500, "INTERNAL_ERROR")
    assert "load_user returned id:ada for the token of id:bob" in caplog.text


def test_who_uses_no_tokens_needs_nothing_that_signs() -> None:
    program = "import sys, mizan_fastapi; mizan_fastapi.create_router(); assert 'cryptography' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_session_is_not_asked_for_tokens_where_nobody_set_them_up(serve: Any) -> None:
    answer = serve().client.post("/api/mizan/token")
    assert code(answer) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"identity": "jwt"}, 'identity is \'jwt\'. Use "session", "mwt"'),
        ({"identity": ()}, "identity is"),
        ({"identity": ("session", "cookie")}, "identity is"),
        ({"identity": "mwt"}, "there are no tokens"),
        ({"tokens": Place().tokens}, 'identity does not name "mwt"'),
        ({"identity": "mwt", "tokens": replace(Place().tokens, load_user=None)}, "Give Tokens a load_user="),
    ],
    ids=["unknown", "none", "one unknown", "no tokens", "tokens alone", "no users"],
)
def test_tokens_that_are_set_up_by_halves_are_a_mistake(options: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        create_router(registry=Registry(), **options)


# Keys.


def test_the_public_keys_are_published_at_the_root(api: Any, place: Place) -> None:
    answer = api().bare.get("/.well-known/mizan-jwks.json")

    assert answer.json() == place.keys.jwks()
    assert [set(each) for each in answer.json()["keys"]] == [{"crv", "kid", "kty", "x"}]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert api().bare.post("/.well-known/mizan-jwks.json").status_code == 405


def test_another_server_verifies_by_them_and_makes_none(api: Any, place: Place) -> None:
    origin = api()
    origin.sign_in("ada")
    token = origin.token()
    keys = RemoteKeys("https://app.example/.well-known/mizan-jwks.json", fetch=lambda url: origin.bare.get(url).content)

    other = api("mwt", replace(place.tokens, keys=keys))

    assert other.bearing(token).json() == {"data": {"who": "ada"}}
    assert code(other.bearing(token, "token", "POST")) == (404, "NOT_FOUND")


def test_a_server_does_not_start_without_its_keys(registry: Registry, place: Place, tmp_path: Path) -> None:
    app = FastAPI()
    tokens = replace(place.tokens, keys=tmp_path / "nowhere.json")
    app.include_router(create_router(registry=registry, identity="mwt", tokens=tokens))

    with pytest.raises(DeclarationError, match=r"MZ134.*nowhere\.json: Tokens cannot be used"), TestClient(app):
        pass
