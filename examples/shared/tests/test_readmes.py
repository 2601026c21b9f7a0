"""The pages' READMEs show the code as it is."""

from __future__ import annotations

import re

import pytest
from task_board.page import FRONTENDS


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", ["react", "solid", "svelte", "vue"])
def test_what_a_readme_quotes_stands_in_the_code(name: str) -> None:
    page = FRONTENDS / name
    code = " ".join(flat(each.read_text()) for each in page.glob("src/**/*.*"))
    quotes = re.findall(r"```(?:tsx|vue|svelte)\n(.*?)```", (page / "README.md").read_text(), re.DOTALL)

    assert len(quotes) >= 2
    assert [each for each in quotes if flat(each) not in code] == []
