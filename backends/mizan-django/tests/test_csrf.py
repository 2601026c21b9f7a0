"""Pages of other sites: Django's own token, with real sessions, checked before anything of the body is looked at."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from asgiref.sync import async_to_sync
from desk.models import Member, Note
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import AsyncClient, Client, RequestFactory, modify_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from mizan_core import register
from mizan_core.client.function import client
from pydantic_core import from_json, to_json

ME = {"context": "me", "params": {}}
JSON = "application/json"


class Page:
    """A page in a browser, which sends cookies and whatever token it is told to."""

    def __init__(self, http: Client | AsyncClient) -> None:
        self.http: Any = http

    def sign_in(self, user: Member) -> None:
        http = Client()
        http.cookies = self.http.cookies
        http.force_login(user)

    def fetch(self, context: str = "notes", **headers: str) -> Any:
        return self.send("GET", f"context/{context}", headers={"mizan-protocol": "1", **headers})

    def call(self, name: str, args: Any = None, token: str | None = None, **options: Any) -> Any:
        body = to_json({"args": args or {}, "mounted": [ME]})
        return self.send("POST", f"call/{name}", body, token=token, **options)

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str = JSON,
        *,
        token: str | None = None,
        headers: Any = None,
        **options: Any,
    ) -> Any:
        headers = {**(headers or {}), **({} if token is None else {"x-csrftoken": token})}
        sent = self.http.generic(method, f"/api/mizan/{path}", body, content_type, headers=headers, **options)
        response = async_to_sync(awaited)(sent) if isinstance(self.http, AsyncClient) else sent
        return from_json(response.content)

    @property
    def cookie(self) -> str:
        return self.http.cookies["csrftoken"].value


async def awaited(coroutine: Any) -> Any:
    return await coroutine


@pytest.fixture(params=[Client, AsyncClient], ids=["wsgi", "asgi"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(request.param(enforce_csrf_checks=True))


@pytest.fixture
def signed_in(page: Page, ada: Member) -> Page:
    page.sign_in(ada)
    return page


def code(answer: Any) -> str | None:
    return answer.get("error", {}).get("code")


def test_a_request_without_cookies_needs_no_token(page: Page) -> None:
    assert code(page.call("add", {"text": "a"})) is None


@pytest.mark.parametrize("context", ["notes", "note"], ids=["async def", "def"])
def test_the_first_fetch_brings_the_token(page: Page, context: str) -> None:
    page.fetch(context)
    assert code(page.call("add", {"text": "a"}, page.cookie)) is None
    assert code(page.call("add", {"text": "b"})) == "CSRF_FAILED"


def test_nobody_but_our_clients_gets_a_token(page: Page) -> None:
    page.send("GET", "context/notes")
    assert "csrftoken" not in page.http.cookies


def test_a_session_alone_is_not_enough_and_the_answer_brings_the_token(signed_in: Page) -> None:
    assert signed_in.call("add", {"text": "a"})["error"] == {
        "code": "CSRF_FAILED",
        "message": "CSRF cookie not set.",
        "details": {"origin": None, "expected": []},
    }
    assert Note.objects.count() == 0
    assert code(signed_in.call("add", {"text": "a"}, signed_in.cookie)) is None


@pytest.mark.parametrize("token", ["", "x", "x" * 32, "x" * 64, "é"])
def test_a_token_of_somebody_s_own_making_is_refused(signed_in: Page, token: str) -> None:
    signed_in.fetch()
    assert code(signed_in.call("add", {"text": "a"}, token)) == "CSRF_FAILED"


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("sign_in", ["sign_in", "sign_in_later"])
def test_after_signing_in_the_token_of_its_answer_is_the_one_that_is_needed(page: Page, sign_in: str) -> None:
    page.fetch()
    before = page.cookie
    signed_in = page.call(sign_in, {"email": "ada@example.com", "password": "secret"}, before)
    assert signed_in["refreshed"][0]["data"]["me"] == "ada@example.com"

    assert page.cookie != before
    assert code(page.call("add", {"text": "a"}, before)) == "CSRF_FAILED"
    assert code(page.call("add", {"text": "a"}, page.cookie)) is None


def test_a_context_that_is_fetched_by_post_needs_it_too(signed_in: Page) -> None:
    signed_in.fetch()

    assert code(signed_in.send("POST", "context/me", b"{}")) == "CSRF_FAILED"
    assert signed_in.send("POST", "context/me", b"{}", token=signed_in.cookie)["data"]["me"] == "ada@example.com"


def test_the_token_is_asked_for_before_who_calls(page: Page) -> None:
    page.fetch()
    assert code(page.call("sign_out")) == "CSRF_FAILED"
    assert code(page.call("sign_out", token=page.cookie)) == "UNAUTHENTICATED"


def test_a_foreign_origin_is_refused_and_named(signed_in: Page, settings: Any) -> None:
    settings(CSRF_TRUSTED_ORIGINS=["https://app.example"])
    signed_in.fetch()

    refused = signed_in.call("add", {"text": "a"}, signed_in.cookie, headers={"origin": "https://evil.example"})

    assert code(refused) == "CSRF_FAILED"
    assert refused["error"]["details"] == {"origin": "https://evil.example", "expected": ["https://app.example"]}
    trusted = signed_in.call("add", {"text": "a"}, signed_in.cookie, headers={"origin": "https://app.example"})
    assert code(trusted) is None


@pytest.mark.parametrize(("referer", "accepted"), [("https://testserver/page", True), ("https://evil.example/", False)])
def test_over_https_the_referer_counts_where_no_origin_is_sent(signed_in: Page, referer: str, accepted: bool) -> None:
    signed_in.fetch()

    answer = signed_in.call("add", {"text": "a"}, signed_in.cookie, secure=True, headers={"referer": referer})

    assert code(answer) == (None if accepted else "CSRF_FAILED")


def test_cookie_and_header_may_have_other_names(signed_in: Page, settings: Any) -> None:
    settings(CSRF_COOKIE_NAME="tok", CSRF_HEADER_NAME="HTTP_X_TOK")
    signed_in.fetch()
    token = signed_in.http.cookies["tok"].value

    assert code(signed_in.call("add", {"text": "a"}, token)) == "CSRF_FAILED"
    assert code(signed_in.call("add", {"text": "a"}, headers={"x-tok": token})) is None


def test_the_token_may_be_in_the_session(signed_in: Page, settings: Any) -> None:
    """A page that Django renders then passes it on."""
    settings(CSRF_USE_SESSIONS=True)

    assert code(signed_in.call("add", {"text": "a"})) == "CSRF_FAILED"
    signed_in.fetch()
    assert "csrftoken" not in signed_in.http.cookies
    token = token_of_a_page(signed_in)
    assert code(signed_in.call("add", {"text": "a"}, token)) is None


def token_of_a_page(page: Page) -> str:
    """Return the token as a template would have it."""
    request = RequestFactory().get("/")
    request.session = page.http.session
    CsrfViewMiddleware(lambda _: HttpResponse(get_token(request)))(request)
    request.session.save()
    return get_token(request)


@pytest.mark.parametrize("name", ["add", "add_later"])
@pytest.mark.parametrize("in_session", [False, True], ids=["cookie", "session"])
def test_the_check_does_not_need_the_middleware_to_refuse(
    signed_in: Page, name: str, in_session: bool, settings: Any
) -> None:
    settings(CSRF_USE_SESSIONS=in_session)
    with modify_settings(MIDDLEWARE={"remove": "django.middleware.csrf.CsrfViewMiddleware"}):
        assert code(signed_in.call(name, {"text": "a"}, "x" * 32)) == "CSRF_FAILED"


def test_who_was_signed_in_by_the_server_in_front_needs_a_token_without_any_cookie() -> None:
    """Such a server lets the browser sign in by itself, on whose page soever."""
    page = Page(Client(enforce_csrf_checks=True, REMOTE_USER="ada@example.com"))

    assert code(page.call("add", {"text": "a"})) == "CSRF_FAILED"
    assert code(page.call("add", {"text": "a"}, page.cookie)) is None


def test_a_remote_user_is_signed_in_for_rules(settings: Any) -> None:
    settings(AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.RemoteUserBackend"])
    with modify_settings(MIDDLEWARE={"append": "django.contrib.auth.middleware.RemoteUserMiddleware"}):
        page = Page(Client(enforce_csrf_checks=True, REMOTE_USER="ada@example.com"))
        assert page.fetch("me")["data"]["me"] == "ada@example.com"


# Uploads.


class Recording(MemoryFileUploadHandler):
    """Tells which files came as far as an upload handler."""

    seen: ClassVar[list[str]] = []

    def new_file(self, field_name: str, file_name: str, *args: Any, **options: Any) -> None:
        self.seen.append(file_name)
        super().new_file(field_name, file_name, *args, **options)


@pytest.fixture
def seen(registry: Any, settings: Any) -> list[str]:
    """Offer a function that takes a file, and record which ones arrive."""

    @register
    @client
    def upload(request: Any, file: UploadedFile) -> list[Any]:
        return [file.size, dict(request.POST)]

    settings(FILE_UPLOAD_HANDLERS=[f"{Recording.__module__}.Recording"])
    Recording.seen.clear()
    return Recording.seen


@pytest.mark.parametrize("size", [1, 5_000_000])
def test_an_upload_without_the_token_never_reaches_an_upload_handler(
    signed_in: Page, seen: list[str], size: int
) -> None:
    signed_in.fetch()
    body = with_file("x" * size)

    for token in (None, "x" * 32):
        assert code(signed_in.send("POST", "call/upload", body, MULTIPART_CONTENT, token=token)) == "CSRF_FAILED"
    assert seen == []


def with_file(content: str) -> bytes:
    return encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("a.txt", content.encode())})


def test_a_token_in_the_body_of_an_upload_is_none(signed_in: Page, seen: list[str]) -> None:
    """To find it there, the body would have to be read first."""
    signed_in.fetch()
    form = {"csrfmiddlewaretoken": signed_in.cookie, "file": SimpleUploadedFile("a.txt", b"x")}

    answer = signed_in.send("POST", "call/upload", encode_multipart(BOUNDARY, form), MULTIPART_CONTENT)

    assert code(answer) == "CSRF_FAILED"
    assert seen == []


def test_an_upload_with_the_token_arrives(signed_in: Page, seen: list[str]) -> None:
    signed_in.fetch()

    answer = signed_in.send("POST", "call/upload", with_file("abc"), MULTIPART_CONTENT, token=signed_in.cookie)

    assert answer == {"result": [3, {}]}
    assert seen == ["a.txt"]


@pytest.mark.usefixtures("registry")
def test_after_the_check_a_function_may_read_the_request_itself(signed_in: Page) -> None:
    @register
    @client
    def look(request: Any) -> list[Any]:
        return [dict(request.POST), dict(request.FILES), request.body.decode()]

    signed_in.fetch()

    assert signed_in.send("POST", "call/look", b'{"args":{}}', token=signed_in.cookie) == {
        "result": [{}, {}, '{"args":{}}']
    }
