"""What is no function: the page, its assets, the admin's files; the project as a whole."""

from __future__ import annotations

import re
import tempfile
from io import StringIO
from pathlib import Path

from config.environment import database, kept_secret
from django.core.management import call_command
from django.test import SimpleTestCase, override_settings
from taskboard.models import Account, Task

from .team import TeamTestCase

SITE = Path(__file__).parents[1]
SHARED = SITE.parent / "shared" / "task_board"
REACT = SITE.parent / "frontends" / "react"


class PageTests(SimpleTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        page = Path(folder.name)
        (page / "index.html").write_text("<!doctype html><title>The page</title>")
        settings = override_settings(PAGE=page)
        settings.enable()
        self.addCleanup(settings.disable)

    def test_every_path_of_its_own_is_the_page(self) -> None:
        for path in ("/", "/boards/1", "/boards/1/tasks/2", "/search", "/administration", "/nowhere/at/all"):
            answer = self.client.get(path)
            assert b"".join(answer) == b"<!doctype html><title>The page</title>"
            assert answer["cache-control"] == "no-cache"

    def test_the_page_is_not_sent_twice(self) -> None:
        sent = self.client.get("/")
        sent.close()

        again = self.client.get("/", headers={"if-modified-since": sent["last-modified"]})

        assert again.status_code == 304

    def test_what_lies_below_other_paths_is_not_the_page(self) -> None:
        for path in ("/api/nothing", "/assets/nothing.js", "/static/nothing.css", "/files/nothing"):
            assert self.client.get(path).status_code == 404
        assert self.client.get("/api/mizan/nothing").json()["error"]["code"] == "NOT_FOUND"

    def test_the_admin_has_its_styles(self) -> None:
        answer = self.client.get("/static/admin/css/base.css")

        assert answer["content-type"] == "text/css"
        answer.close()

    def test_a_page_is_read_not_written(self) -> None:
        assert self.client.post("/").status_code == 405


class ProjectTests(TeamTestCase):
    def test_there_is_nothing_to_complain_of(self) -> None:
        call_command("check", "--fail-level", "WARNING", stdout=StringIO())

    def test_the_migrations_are_complete(self) -> None:
        call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())

    def test_a_second_seed_changes_nothing(self) -> None:
        Task.objects.all().delete()

        call_command("seed")

        assert (Task.objects.count(), Account.objects.count()) == (0, 6)

    def test_staff_of_the_sample_may_do_everything_in_the_admin(self) -> None:
        assert self.account("ada").is_superuser
        assert not self.account("grace").is_superuser


class EnvironmentTests(SimpleTestCase):
    def test_the_database_is_a_file_unless_a_url_names_another(self) -> None:
        file = database(None, Path("/tmp/board.db"))
        server = database("postgresql://ada:p%40ss@db.example:6543/board?sslmode=require", Path("/tmp/board.db"))

        assert (file["ENGINE"], file["NAME"]) == ("django.db.backends.sqlite3", Path("/tmp/board.db"))
        assert server == {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "board",
            "USER": "ada",
            "PASSWORD": "p@ss",
            "HOST": "db.example",
            "PORT": "6543",
            "OPTIONS": {"sslmode": "require"},
        }

    def test_the_secret_is_made_once_and_for_its_owner_alone(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "var" / "secret"
            secret = kept_secret(path)

            assert kept_secret(path) == secret
            assert len(secret) >= 50
            assert path.stat().st_mode & 0o777 == 0o600
            assert [each.name for each in path.parent.iterdir()] == ["secret"]


class ReadmeTests(SimpleTestCase):
    def test_what_the_readme_quotes_stands_in_the_code(self) -> None:
        sources = [*SITE.glob("config/*.py"), *SITE.glob("taskboard/**/*.py"), *SITE.glob("tests/*.py")]
        code = " ".join(flat(each.read_text()) for each in (*sources, *SHARED.glob("*.py"), *REACT.glob("src/*.tsx")))
        quotes = re.findall(r"```(?:python|tsx)\n(.*?)```", (SITE / "README.md").read_text(), re.DOTALL)

        assert len(quotes) >= 3
        assert [each for each in quotes if flat(each) not in code] == []


def flat(text: str) -> str:
    return " ".join(text.split())
