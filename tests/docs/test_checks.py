"""Every check of Django's project has a page, whose wrong example is found and whose right ones are not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from .django_project import manage, write
from .pages import ROOT, Block, Page

FOLDER = ROOT / "docs" / "errors"
ROOM = ROOT / "backends/mizan-django/src/mizan_django"
SOURCES = [(ROOM / name).read_text() for name in ("checks.py", "conf.py", "shapes/problems.py")]
IDS = sorted({each for source in SOURCES for each in re.findall(r'"mizan\.([EW]0\d\d)"', source)})
PAGES = {each: Page(FOLDER / f"{each.lower()}.md") for each in IDS}


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
    """Return what `manage.py check` says of a project with these files."""
    settings = f'INSTALLED_APPS += ["mizan_django"]\n{files.get("settings.py", "")}'
    write(folder, {**files, "settings.py": settings})
    done = manage(folder, "check", "--tag", "mizan")
    return done.stdout + done.stderr
