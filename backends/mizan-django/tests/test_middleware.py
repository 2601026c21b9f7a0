"""Other people's middleware: none of it turns an answer into a redirect, a page, or somebody else's data."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from desk.models import Member, Note
from django.conf import settings as django_settings
from django.conf.urls.i18n import i18n_patterns
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path, reverse
from django.utils import translation
from functions import again, coloured
from mizan_core import register
from mizan_core.client.function import client
from urlconfs import urlconf

NOTES = {"context": "notes", "params": {}}


@pytest.fixture
def with_middleware(settings: Any) -> Callable[..., None]:
    """Put middleware in front of everything that the project has, or behind it."""

    def change(*first: str, last: tuple[str, ...] = (), without: str = "") -> None:
        kept = [each for each in django_settings.MIDDLEWARE if each != without]
        settings(MIDDLEWARE=[*first, *kept, *last])

    return change


def test_who_must_sign_in_for_every_view_needs_not_for_public_functions(door: Any, with_middleware: Any) -> None:
    with_middleware(last=("django.contrib.auth.middleware.LoginRequiredMiddleware",))

    assert door().call("add", {"text": "a"}).status == 200
    assert door().call("add_later", {"text": "b"}).status == 200
    assert door().context("notes").data == {"note_count": 2, "notes": ["a", "b"]}
    assert door().call("sign_out").error["code"] == "UNAUTHENTICATED"
    assert door().call("nowhere").error["code"] == "NOT_FOUND"


@pytest.mark.parametrize("where", ["call/add/", "call/add//", "context/notes/", "call", "call/", "nowhere", ""])
def test_a_slash_too_many_or_too_few_is_no_redirect(door: Any, where: str) -> None:
    for method in ("GET", "POST"):
        answer = door().http.generic(method, f"/api/mizan/{where}", b"{}", "application/json")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")


def test_long_answers_are_compressed(door: Any, with_middleware: Any) -> None:
    with_middleware("django.middleware.gzip.GZipMiddleware")
    texts = [f"{number:02} {'x' * 80}" for number in range(20)]
    Note.objects.bulk_create(Note(text=each) for each in texts)

    answer = door(headers={"accept-encoding": "gzip"}).context("notes")

    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(answer.body) < 1000
    assert gzip.decompress(answer.body).decode().count("x" * 80) == 20


def test_no_answer_is_kept_by_conditional_requests(door: Any, with_middleware: Any) -> None:
    with_middleware("django.middleware.http.ConditionalGetMiddleware")

    first = door().context("notes")
    second = door(headers={"if-none-match": first.headers.get("etag", "*")}).context("notes")

    assert "etag" not in first.headers
    assert (second.status, second.body) == (200, first.body)


def test_no_answer_is_kept_by_the_cache_of_the_site(door: Any, with_middleware: Any, ada: Member) -> None:
    with_middleware(
        "django.middleware.cache.UpdateCacheMiddleware", last=("django.middleware.cache.FetchFromCacheMiddleware",)
    )
    for number in range(3):
        Note.objects.create(text=str(number))
        assert door().context("notes").data["note_count"] == number + 1
    assert door(ada).context("who").data["who"] == "ada@example.com"
    assert door().context("who").data["who"] == "AnonymousUser"


@pytest.fixture
def upload(registry: Any, is_async: bool) -> None:
    """Offer a function that takes a file, in either colour."""

    def upload(request: Any, file: UploadedFile) -> list[Any]:
        return [file.read().decode(), getattr(request, "seen", None)]

    register(client(coloured(upload, is_async=is_async)))


@pytest.mark.usefixtures("upload")
def test_the_body_may_have_been_read_before(door: Any, with_middleware: Any) -> None:
    with_middleware("middleware.ReadsBody")

    content, size = door().call("upload", files={"file": SimpleUploadedFile("a.txt", b"abc")}).result

    assert content == "abc"
    assert size > 100
    for name in ("add", "add_later"):
        assert door().call(name, {"text": name}, mounted=[NOTES]).refreshed[0]["data"]["notes"][-1] == name


@pytest.mark.usefixtures("upload")
def test_a_body_too_large_that_was_read_before_is_too_large_all_the_same(
    door: Any, with_middleware: Any, settings: Any
) -> None:
    with_middleware("middleware.ReadsBody")
    settings(MIZAN={"BODY_LIMIT": 20})

    assert door().call("add", {"text": "x" * 20}).error["code"] == "PAYLOAD_TOO_LARGE"


@pytest.mark.parametrize("middleware", ["middleware.ReadsForm", "middleware.ReadsStream"])
@pytest.mark.usefixtures("upload")
def test_an_upload_of_which_a_middleware_left_nothing_is_explained_by_the_log(
    door: Any, with_middleware: Any, middleware: str, caplog: pytest.LogCaptureFixture
) -> None:
    with_middleware(middleware)

    answer = door().call("upload", files={"file": SimpleUploadedFile("a.txt", b"abc")})

    assert answer.error["code"] == "INTERNAL_ERROR"
    assert "You cannot access body after reading from request's data stream" in caplog.text


def test_a_form_that_is_none_may_have_been_looked_at(door: Any, with_middleware: Any) -> None:
    with_middleware("middleware.ReadsForm")

    assert door().call("add", {"text": "a"}).status == 200
    assert door().call("add_later", {"text": "b"}).status == 200


@pytest.mark.parametrize("others", [(), ("middleware.only_sync",), ("middleware.only_async",)], ids=str)
@pytest.mark.usefixtures("registry", "ada")
def test_a_user_of_another_s_making_is_loaded_when_needed(
    door: Any, is_async: bool, with_middleware: Any, others: tuple[str, ...]
) -> None:
    """Its lazy user asks the database, which no event loop may."""

    def email(request: Any) -> str:
        return request.user.email

    def rule(request: Any) -> bool:
        return request.user.is_authenticated

    declare = client(auth=coloured(rule, is_async=not is_async), context="mine")
    register(declare(coloured(email, is_async=is_async)))
    register(client(auth=True, context="mine")(coloured(again(email), is_async=not is_async)), "other")
    register(client(auth=True, affects="mine")(coloured(again(email), is_async=is_async)), "change")
    with_middleware(
        last=("middleware.SignsInByHeader", *others), without="django.contrib.auth.middleware.AuthenticationMiddleware"
    )
    known, unknown = door(headers={"x-token": "ada@example.com"}), door(headers={"x-token": "guessed"})

    assert known.context("mine").data == {"email": "ada@example.com", "other": "ada@example.com"}
    assert known.call("change", mounted=[{"context": "mine", "params": {}}]).refreshed[0]["data"].keys() == {
        "email",
        "other",
    }
    assert {each["code"] for each in unknown.context("mine").errors.values()} == {"UNAUTHENTICATED"}


# Languages in the path.


INSIDE = urlconf(*i18n_patterns(path("api/mizan/", include("mizan_django.urls"))))
BESIDE = urlconf(
    path("api/mizan/", include("mizan_django.urls")),
    *i18n_patterns(path("page/", lambda _: HttpResponse("A page."))),
)
"""Mizan's URLs among those that begin with the language, and beside them."""


@pytest.fixture
def urls(with_middleware: Any) -> Iterator[Callable[[Any], None]]:
    """Use other URLs, in several languages."""
    with_middleware("django.middleware.locale.LocaleMiddleware")
    with ExitStack() as stack:
        yield lambda urls: stack.enter_context(override_settings(ROOT_URLCONF=urls))
    translation.deactivate()


def test_below_a_language_s_path_calls_work_in_that_language(door: Any, urls: Any) -> None:
    urls(INSIDE)
    for language in ("en", "de"):
        with translation.override(language):
            assert reverse("mizan:add") == f"/{language}/api/mizan/call/add"
            assert door().call("add", {"text": language}).status == 200
            missing = door().call("nowhere")
            assert (missing.status, missing.error["code"]) == (404, "NOT_FOUND")


def test_beside_paths_with_languages_nothing_is_redirected(door: Any, urls: Any) -> None:
    urls(BESIDE)

    for language in ("en", "de"):
        calling = door(headers={"accept-language": language})
        assert calling.call("add_later", {"text": language}).status == 200
        missing = calling.call("nowhere")
        assert (missing.status, missing.error["code"]) == (404, "NOT_FOUND")
        assert missing.headers["content-language"] == language
        assert {"cookie", "authorization", "accept-language"} <= set(missing.headers["vary"].lower().split(", "))
