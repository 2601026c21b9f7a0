"""The page that is sent is chosen by TASKBOARD_PAGE."""

from __future__ import annotations

import pytest
from task_board.page import FRONTENDS, built_page


def test_it_is_reacts_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TASKBOARD_PAGE", raising=False)

    assert built_page() == FRONTENDS / "react" / "dist"


@pytest.mark.parametrize("name", ["react", "solid", "svelte", "vue"])
def test_it_is_the_one_that_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASKBOARD_PAGE", name)

    assert built_page() == FRONTENDS / name / "dist"


@pytest.mark.parametrize("name", ["", "angular", "shared", "../react"])
def test_another_name_is_an_error_that_lists_them(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASKBOARD_PAGE", name)

    with pytest.raises(ValueError, match=f"no page '{name}': TASKBOARD_PAGE is one of react, solid, svelte, vue"):
        built_page()
