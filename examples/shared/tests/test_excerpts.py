"""Where a text holds what was searched for."""

from __future__ import annotations

from task_board.excerpts import excerpt


def test_an_excerpt_leaves_out_what_is_far_away() -> None:
    text = "far away stands what is here and goes on and on"

    assert excerpt(text, "HERE", around=6) == "… what is here and goes …"
    assert excerpt("x" * 100 + "here" + "x" * 100, "here") == "x" * 100 + "here" + "x" * 100
    assert excerpt("here", "here") == "here"
    assert excerpt("there is nothing", "nowhere") == ""
