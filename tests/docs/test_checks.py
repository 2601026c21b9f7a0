"""Every check of Django's project has a page, whose wrong example is found and whose right ones are not."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from .pages import ROOT, Block, Page
from .projects import ENVIRONMENT

FOLDER = ROOT / "docs" / "errors"
SOURCES = [(ROOT / "backends/mizan-django/src/mizan_django" / name).read_text() for name in ("checks.py", "conf.py")]
IDS = sorted({each for source in SOURCES for each in re.findall(r'"mizan\.([EW]0\d\d)"', source)})
PAGES = {each: Page(FOLDER / f"{each.lower()}.md") for each in IDS}
PROJECT: Mapping[str, str] = {
    "settings.py": """\
SECRET_KEY = "docs"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
INSTALLED_APPS += ["mizan_django", "shop"]
ROOT_URLCONF = "urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
""",
    "urls.py": """\
from django.urls import include, path

urlpatterns = [path("api/mizan/", include("mizan_django.urls"))]
""",
    "shop/__init__.py": "",
}


def test_every_check_has_a_page_and_every_page_a_check() -> None:
    assert len(IDS) >= 8
    assert sorted(each.name for each in FOLDER.glob("[ew]0*.md")) == [f"{each.lower()}.md" for each in IDS]


@pytest.mark.parametrize("identifier", IDS)
def test_what_is_wrong_is_found_and_what_is_right_is_not(identifier: str, tmp_path: Path) -> None:
    page = PAGES[identifier]
    (shown,) = page.of("text")
    wrong, *right = examples(page)

    found = check(wrong, tmp_path / "wrong")

    assert shown.text in found
    assert re.findall(r"\(mizan\.(\w+)\)", found) == [identifier]
    assert right
    for number, example in enumerate(right):
        assert "mizan." not in check({**wrong, **example}, tmp_path / f"right{number}")


def test_the_index_names_every_page_by_its_title() -> None:
    index = (FOLDER / "README.md").read_text()

    for identifier, page in PAGES.items():
        title = page.text.splitlines()[0].removeprefix(f"# mizan.{identifier}: ")
        assert f"| [mizan.{identifier}]({identifier.lower()}.md) | {title} |\n" in index


def examples(page: Page) -> list[dict[str, str]]:
    """Return the files of each example: what follows Wrong, and what follows Right or another sentence."""
    found: list[dict[str, str]] = []
    end = 0
    for block in page.of("python"):
        if not found or any(line.strip() for line in between(page, end, block)):
            found.append({})
        found[-1][block.name] = block.text
        end = block.line + block.text.count("\n")
    return found


def between(page: Page, end: int, block: Block) -> list[str]:
    """Return the page's lines from the end of one block to the beginning of another, fences left out."""
    return [line for line in page.text.splitlines()[end : block.line - 2] if not line.startswith("```")]


def check(files: Mapping[str, str], folder: Path) -> str:
    """Return what `manage.py check` says of a project with these files; its settings are added to."""
    for name, text in {
        **PROJECT,
        **files,
        "settings.py": PROJECT["settings.py"] + files.get("settings.py", ""),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    command = [sys.executable, "-W", "error", "-m", "django", "check", "--settings", "settings"]
    environment = {**ENVIRONMENT, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr
