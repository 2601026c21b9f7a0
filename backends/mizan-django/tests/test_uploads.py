"""Uploads: files as Django gives them, by the project's own upload handlers, and nothing of them afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from desk.models import Note
from django.core.files.uploadedfile import (
    InMemoryUploadedFile,
    SimpleUploadedFile,
    TemporaryUploadedFile,
    UploadedFile,
)
from functions import coloured
from mizan_core import Forbidden, Registry, register
from mizan_core.client.function import client
from servers import Browser, serving_here


def file(name: str = "a.txt", content: bytes = b"abc", content_type: str = "text/plain") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


@pytest.fixture
def offer(is_async: bool, registry: Registry) -> Callable[..., None]:
    """Register a function in either colour."""

    def offer(function: Callable[..., Any], **options: Any) -> None:
        register(client(**options)(coloured(function, is_async=is_async)))

    return offer


def one(file: UploadedFile, title: str = "none") -> list[Any]:
    return [file.name, file.content_type, file.size, file.read().decode(), title]


def many(files: list[UploadedFile]) -> list[Any]:
    return [each.read().decode() for each in files]


def some(files: list[UploadedFile] | None = None, cover: UploadedFile | None = None) -> list[Any]:
    return [None if files is None else len(files), cover and cover.name]


def test_a_file_comes_with_arguments_and_its_call_refreshes(door: Any, offer: Any) -> None:
    offer(one, affects="notes")

    answer = door().call("one", {"title": "t"}, files={"file": file()}, mounted=[{"context": "notes", "params": {}}])

    assert answer.result == ["a.txt", "text/plain", 3, "abc", "t"]
    assert answer.refreshed[0]["data"] == {"note_count": 0, "notes": []}
    assert door().call("one", files={"file": file()}).result[-1] == "none"


def test_several_files_may_be_wanted(door: Any, offer: Any) -> None:
    offer(many)

    assert door().call("many", files={"files": [file(), file("b.txt", b"b")]}).result == ["abc", "b"]
    assert door().call("many", files={"files": file()}).result == ["abc"]


def test_files_may_be_left_out(door: Any, offer: Any) -> None:
    offer(some)

    assert door().call("some", files={}).result == [None, None]
    assert door().call("some").result == [None, None]
    assert door().call("some", files={"cover": file()}).result == [None, "a.txt"]
    assert door().call("some", files={"files": [file(), file()]}).result == [2, None]


@pytest.mark.parametrize(
    ("files", "path", "kind"),
    [
        ({}, "file", "missing"),
        ({"file": "text"}, "file", "wrong_type"),
        ({"file": [file(), file()]}, "file", "out_of_range"),
        ({"file": file(), "other": file()}, "other", "unexpected"),
    ],
    ids=["missing", "text", "two", "unexpected"],
)
def test_what_is_wrong_with_files_stands_at_their_parameter(
    door: Any, offer: Any, files: Any, path: str, kind: str
) -> None:
    offer(one)

    (detail,) = door().call("one", files=files).error["details"]

    assert (detail["path"], detail["type"]) == ([path], kind)


def test_an_upload_too_large_is_refused(door: Any, offer: Any, settings: Any) -> None:
    settings(MIZAN={"UPLOAD_LIMIT": 1000})
    offer(one)

    assert door().call("one", files={"file": file(content=b"x" * 500)}).status == 200
    assert door().call("one", files={"file": file(content=b"x" * 1000)}).error == {
        "code": "PAYLOAD_TOO_LARGE",
        "message": "The request is larger than 1000 bytes.",
        "details": {"limit": 1000},
    }


def test_django_s_own_limit_of_files_holds(door: Any, offer: Any, settings: Any) -> None:
    settings(DATA_UPLOAD_MAX_NUMBER_FILES=2)
    offer(many)

    assert door().call("many", files={"files": [file()] * 2}).status == 200
    assert door().call("many", files={"files": [file()] * 3}).error["code"] == "BAD_REQUEST"


def test_the_request_holds_the_same_files(door: Any, offer: Any) -> None:
    def look(request: Any, file: UploadedFile) -> list[Any]:
        return [request.FILES["file"] is file, list(request.FILES), dict(request.POST)]

    offer(look)

    assert door().call("look", files={"file": file()}).result == [True, ["file"], {}]


# What becomes of temporary files.


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Let what comes in uploads of more than 1,000 bytes lie here."""
    settings(FILE_UPLOAD_TEMP_DIR=tmp_path, FILE_UPLOAD_MAX_MEMORY_SIZE=1000)
    return tmp_path


LARGE = b"x" * 100_000


@pytest.fixture
def seen() -> list[Any]:
    """Collect what a function was given."""
    return []


@pytest.fixture
def keep(seen: list[Any], offer: Any) -> None:
    def keep(file: UploadedFile, ends: str = "well") -> int:
        seen.append(file)
        if isinstance(file, TemporaryUploadedFile):
            assert os.path.getsize(file.temporary_file_path()) == file.size
        if ends == "in a crash":
            raise ZeroDivisionError
        if ends == "refused":
            raise Forbidden
        return "no number" if ends == "wrongly" else len(file.read())  # type: ignore[return-value]

    offer(keep, affects="notes")


@pytest.mark.usefixtures("keep")
def test_small_files_stay_in_memory_and_large_ones_do_not(door: Any, folder: Path, seen: list[Any]) -> None:
    assert door().call("keep", files={"file": file()}).result == 3
    assert door().call("keep", files={"file": file(content=LARGE)}).result == 100_000

    assert [type(each) for each in seen] == [InMemoryUploadedFile, TemporaryUploadedFile]


@pytest.mark.usefixtures("keep")
@pytest.mark.parametrize("ends", ["well", "in a crash", "refused", "wrongly"])
def test_temporary_files_are_closed_and_removed(door: Any, folder: Path, seen: list[Any], ends: str) -> None:
    door().call("keep", {"ends": ends}, files={"file": file(content=LARGE)})

    assert [each.closed for each in seen] == [True]
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("atomic")
def test_temporary_files_are_removed_when_the_commit_fails(door: Any, offer: Any, folder: Path) -> None:
    def belong_to_nobody(file: UploadedFile) -> None:
        Note.objects.create(text="a", author_id=404)

    offer(belong_to_nobody)

    assert door().call("belong_to_nobody", files={"file": file(content=LARGE)}).status == 500
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("keep")
def test_nothing_is_written_for_a_call_that_is_refused(door: Any, folder: Path, seen: list[Any], offer: Any) -> None:
    def guarded(file: UploadedFile) -> None:
        seen.append(file)

    offer(guarded, auth=True)

    refused = door().call("guarded", files={"file": file(content=LARGE)})
    wrong = door().call("keep", {"ends": 5}, files={"file": file(content=LARGE)})

    assert (refused.error["code"], wrong.error["code"]) == ("UNAUTHENTICATED", "VALIDATION_ERROR")
    assert seen == []
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("keep")
def test_a_real_server_leaves_no_temporary_file_behind(folder: Path, seen: list[Any]) -> None:
    with serving_here() as port, Browser(port) as browser:
        answer = browser.http.post("call/keep", files={"file": ("a.txt", LARGE)})

        assert answer.json() == {"result": 100_000, "invalidate": [{"context": "notes"}]}
        browser.fetch("notes")  # the first request is over by now
    assert [each.closed for each in seen] == [True]
    assert list(folder.iterdir()) == []


# Upload handlers of the project's own.


@pytest.fixture
def handlers(settings: Any) -> Callable[..., None]:
    def use(*names: str, then: str = "django.core.files.uploadhandler.MemoryFileUploadHandler") -> None:
        settings(FILE_UPLOAD_HANDLERS=[*(f"uploadhandlers.{each}" for each in names), then])

    return use


def test_a_handler_may_change_what_arrives(door: Any, offer: Any, handlers: Any) -> None:
    handlers("Shouting")
    offer(one)

    assert door().call("one", files={"file": file(content=b"a" * 100_000)}).result[3] == "A" * 100_000


def test_a_handler_may_leave_a_file_out(door: Any, offer: Any, handlers: Any) -> None:
    handlers("Choosy")
    offer(one)
    offer(many)

    assert door().call("many", files={"files": [file("skipped.txt"), file()]}).result == ["abc"]
    (detail,) = door().call("one", files={"file": file("skipped.txt")}).error["details"]
    assert (detail["path"], detail["type"]) == (["file"], "missing")


def test_a_handler_may_stop_an_upload(door: Any, offer: Any, handlers: Any) -> None:
    handlers("Choosy")
    offer(many)

    stopped = door().call("many", files={"files": [file(), file("stopped.txt"), file("c.txt")]})
    assert stopped.result == ["abc"]


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("forbidden.txt", "FORBIDDEN", "Not on Sundays."),
        ("crashing.txt", "INTERNAL_ERROR", "Something went wrong on the server."),
    ],
)
def test_a_handler_that_fails_fails_the_call(
    door: Any, offer: Any, handlers: Any, name: str, code: str, message: str
) -> None:
    handlers("Choosy")
    offer(many)

    error = door().call("many", files={"files": [file(), file(name)]}).error

    assert (error["code"], error["message"]) == (code, message)


def test_a_handler_that_fails_leaves_no_file_behind(door: Any, offer: Any, handlers: Any, folder: Path) -> None:
    handlers("Hesitant")
    offer(many)

    assert door().call("many", files={"files": [file(content=LARGE)]}).error["code"] == "INTERNAL_ERROR"
    assert list(folder.iterdir()) == []
