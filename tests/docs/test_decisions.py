"""Every decision is in the index under its title, and says what was decided, why, and what it costs."""

from __future__ import annotations

from .pages import ROOT, Page

FOLDER = ROOT / "docs" / "decisions"
PAGES = [Page(path) for path in sorted(FOLDER.glob("0*.md"))]


def test_the_index_names_every_decision_by_its_title() -> None:
    index = (FOLDER / "README.md").read_text()

    assert len(PAGES) >= 7
    for page in PAGES:
        number, _, title = page.text.splitlines()[0].removeprefix("# ").partition(": ")
        assert f"| [{number}]({page.path.name}) | {title} |\n" in index


def test_every_decision_says_why_and_at_what_cost() -> None:
    for page in PAGES:
        assert [each for each in ("**Decided.**", "**Why.**", "**What it costs.**") if each not in page.text] == []
