"""Finding tasks, and files that come and go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from taskboard.testing import Browser

SignIn = Callable[[str], Browser]
WEBSITE = 1


def found(browser: Browser, q: str) -> list[dict[str, Any]]:
    return browser.data("search", q=q)["search_tasks"]


def test_a_search_finds_what_the_caller_may_see(signed_in: SignIn) -> None:
    def boards(login: str) -> set[int]:
        return {each["board_id"] for each in found(signed_in(login), "LANDING")}

    assert boards("barbara") == {3, 4}
    assert boards("ada") == {1, 2, 3}
    assert boards("alan") == {1, 4}


@pytest.mark.parametrize("q", ["%", "_", "  ", "", "100%", "' or 1=1 --", "\\"])
def test_a_search_takes_every_sign_as_it_stands(signed_in: SignIn, q: str) -> None:
    assert found(signed_in("ada"), q) == []


def test_a_hit_in_the_text_shows_where(signed_in: SignIn) -> None:
    [hit] = found(signed_in("ada"), "by fax")

    assert hit["title"] == "Move the phone numbers"
    assert hit["excerpt"] == "The provider wants it in writing. By fax."
    assert found(signed_in("ada"), "newsletter")[0]["excerpt"] == ""


def test_a_search_of_more_than_80_signs_is_a_mistake(signed_in: SignIn) -> None:
    error = signed_in("ada").fetch("search", q="x" * 81)["error"]

    assert error["code"] == "VALIDATION_ERROR"
    assert error["details"][0]["path"] == ["q"]


@pytest.mark.parametrize("name", ["plan.txt", "Übersicht 日本.pdf", 'na"me.txt', "a;b.txt", "..%2f..", "x" * 200])
def test_a_file_comes_back_as_it_was(signed_in: SignIn, name: str) -> None:
    ada, content = signed_in("ada"), bytes(range(256))

    stored = ada.attach(WEBSITE, 1, name, content)["result"]
    answer = ada.http.get(f"/files/{stored['id']}")

    assert answer.content == content
    kind, _, sent = answer.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert (kind, unquote(sent)) == ("attachment", stored["name"])
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_line_breaks_in_a_name_do_not_reach_the_headers(signed_in: SignIn) -> None:
    ada = signed_in("ada")

    stored = ada.attach(WEBSITE, 1, "a\r\nset-cookie: b=1", b"")["result"]

    assert set(ada.http.get(f"/files/{stored['id']}").headers) & {"set-cookie"} == set()


def test_a_long_name_is_cut(signed_in: SignIn) -> None:
    assert len(signed_in("ada").attach(WEBSITE, 1, "x" * 300, b"")["result"]["name"]) == 200


def test_a_file_of_the_same_name_replaces_the_first(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    before = len(ada.data("task", task_id=1)["attachments"])
    for content in (b"one", b"three"):
        ada.attach(WEBSITE, 1, "plan.txt", content)

    files = ada.data("task", task_id=1)["attachments"]
    assert len(files) == before + 1
    assert (files[-1]["name"], files[-1]["size"]) == ("plan.txt", 5)


def test_a_file_may_have_ten_mebibytes_and_no_more(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    mebibyte = bytes(1024 * 1024)

    assert ada.attach(WEBSITE, 1, "large.bin", mebibyte * 9)["result"]["size"] == len(mebibyte) * 9
    assert ada.attach(WEBSITE, 1, "larger.bin", mebibyte * 10)["error"]["code"] == "PAYLOAD_TOO_LARGE"
    assert "larger.bin" not in [each["name"] for each in ada.data("task", task_id=1)["attachments"]]


def test_a_file_needs_to_be_a_file(signed_in: SignIn) -> None:
    assert signed_in("ada").refusal("attach_file", board_id=WEBSITE, task_id=1, file="text") in {
        "UNSUPPORTED_MEDIA_TYPE",
        "VALIDATION_ERROR",
    }


def test_a_file_that_is_not_there_is_an_envelope(signed_in: SignIn) -> None:
    answer = signed_in("ada").http.get("/files/4711")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")
