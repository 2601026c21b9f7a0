"""The page on performance shows the latest results."""

from __future__ import annotations

from bench.report import NAMES, PAGE, table


def test_the_tables_are_those_of_the_results() -> None:
    text = PAGE.read_text()

    for name in NAMES:
        assert f"{table(name)}<!-- {name}: end -->" in text, "Run: python -m bench.report"
