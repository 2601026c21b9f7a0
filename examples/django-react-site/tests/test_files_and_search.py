"""Files that come and go, and finding tasks."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.core.files.uploadedfile import SimpleUploadedFile
from mizan_django.testing import Answer, MizanClient

from .team import TeamTestCase

MEBIBYTE = bytes(1024 * 1024)


class FileTests(TeamTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.ada = self.client_of("ada")

    def attach(self, name: str, content: bytes) -> Answer:
        return self.ada.call("attach_file", self.on_website(), files={"file": SimpleUploadedFile(name, content)})

    def test_a_file_comes_back_as_it_was(self) -> None:
        content = bytes(range(256))
        for name in ("plan.txt", "Übersicht 日本.pdf", "a;b.txt", "..%2f..", "x" * 200):
            stored = self.attach(name, content).result
            answer = self.ada.http.get(f"/files/{stored['id']}")

            assert answer.content == content
            kind, _, sent = answer["content-disposition"].partition("; filename*=UTF-8''")
            assert (kind, unquote(sent)) == ("attachment", name)
            assert answer["content-type"] == "application/octet-stream"
            assert answer["x-content-type-options"] == "nosniff"

    def test_a_long_name_is_cut(self) -> None:
        assert len(self.attach("x" * 250, b"").result["name"]) == 200

    def test_a_file_of_the_same_name_replaces_the_first(self) -> None:
        before = self.first.files.count()
        first, second = (self.attach("plan.txt", content).result for content in (b"one", b"three"))

        assert first["id"] == second["id"]
        assert self.first.files.count() == before + 1
        [file] = self.first.files.filter(name="plan.txt")
        assert (file.size, bytes(file.content)) == (5, b"three")

    def test_a_file_may_have_ten_mebibytes_and_no_more(self) -> None:
        assert self.attach("large.bin", MEBIBYTE * 9).result["size"] == len(MEBIBYTE) * 9
        self.assert_refused(self.attach("larger.bin", MEBIBYTE * 10), "PAYLOAD_TOO_LARGE")
        assert not self.first.files.filter(name="larger.bin").exists()

    def test_a_file_needs_to_be_a_file(self) -> None:
        answer = self.ada.call("attach_file", self.on_website(file="text"))

        assert answer.error["code"] in {"UNSUPPORTED_MEDIA_TYPE", "VALIDATION_ERROR"}

    def test_a_file_that_is_not_there_is_an_envelope(self) -> None:
        answer = self.ada.http.get("/files/4711")

        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")


class SearchTests(TeamTestCase):
    def found(self, login: str, q: str) -> list[Any]:
        return self.client_of(login).context("search", {"q": q}).data["search_tasks"]

    def test_a_search_finds_what_the_caller_may_see(self) -> None:
        def boards(login: str) -> set[str]:
            return {each["board"] for each in self.found(login, "LANDING")}

        assert boards("barbara") == {"Office move", "Research"}
        assert boards("ada") == {"Website relaunch", "Mobile app", "Office move"}
        assert boards("alan") == {"Website relaunch", "Research"}

    def test_a_search_takes_every_sign_as_it_stands(self) -> None:
        for q in ("%", "_", "  ", "", "100%", "' or 1=1 --", "\\"):
            assert self.found("ada", q) == []

    def test_a_hit_in_the_text_shows_where(self) -> None:
        [hit] = self.found("ada", "by fax")

        assert hit["title"] == "Move the phone numbers"
        assert hit["excerpt"] == "The provider wants it in writing. By fax."
        assert self.found("ada", "newsletter")[0]["excerpt"] == ""

    def test_a_search_of_more_than_80_signs_is_a_mistake(self) -> None:
        error = self.client_of("ada").context("search", {"q": "x" * 81}).error

        assert error["code"] == "VALIDATION_ERROR"
        assert error["details"][0]["path"] == ["q"]

    def test_nobody_searches(self) -> None:
        assert MizanClient().context("search", {"q": "landing"}).data == {}
