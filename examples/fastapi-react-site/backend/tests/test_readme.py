"""The README shows the code as it is."""

from __future__ import annotations

import re
from pathlib import Path

SITE = Path(__file__).parents[2]
PAGE = SITE.parent / "frontends" / "react"
SHARED = SITE.parent / "shared" / "task_board"


def flat(text: str) -> str:
    return " ".join(text.split())


def test_what_the_readme_quotes_stands_in_the_code() -> None:
    sources = [*SITE.glob("backend/**/*.py"), *SHARED.glob("*.py"), *PAGE.glob("src/*.tsx")]
    code = " ".join(flat(each.read_text()) for each in sources)
    quotes = re.findall(r"```(?:python|tsx)\n(.*?)```", (SITE / "README.md").read_text(), re.DOTALL)

    assert len(quotes) >= 4
    assert [each for each in quotes if flat(each) not in code] == []
