"""Every diagnostic has a page, whose wrong example is wrong in just that way and whose right one is right."""

from __future__ import annotations

import re

import pytest
from mizan_core import diagnostics

from .errors import problems
from .pages import ROOT, Page

FOLDER = ROOT / "docs" / "errors"
CODES = sorted(set(re.findall(r'"(MZ\d{3})"', (ROOT / diagnostics.__file__).read_text())))
PAGES = {code: Page(FOLDER / f"{code.lower()}.md") for code in CODES}


def test_every_diagnostic_has_a_page_and_every_page_a_diagnostic() -> None:
    assert len(CODES) >= 26
    assert sorted(each.name for each in FOLDER.glob("mz*.md")) == [f"{code.lower()}.md" for code in CODES]


@pytest.mark.parametrize("code", CODES)
def test_the_wrong_example_is_wrong_in_just_that_way(code: str) -> None:
    wrong, _ = PAGES[code].of("python")
    (shown,) = PAGES[code].of("text")

    found = problems(wrong.text)

    assert {each.code for each in found} == {code}
    assert shown.text == "".join(f"{each.code} {each.where}: {each.why}\n{each.fix}\n" for each in found)


@pytest.mark.parametrize("code", CODES)
def test_the_right_example_is_right(code: str) -> None:
    _, right = PAGES[code].of("python")

    assert problems(right.text) == []


def test_the_index_names_every_page_by_its_title() -> None:
    index = (FOLDER / "README.md").read_text()

    for code, page in PAGES.items():
        title = page.text.splitlines()[0].removeprefix(f"# {code}: ")
        assert f"| [{code}]({code.lower()}.md) | {title} |\n" in index
