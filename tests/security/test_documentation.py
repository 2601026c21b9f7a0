"""SECURITY.md cites tests that exist, and every rule."""

from __future__ import annotations

import re
from pathlib import Path

from .authorisation import AUTHORISATION
from .rules import RULES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
TABLE = PAGE.partition("## Which test holds what")[2].partition("\n## ")[0]
CITED = {each for line in TABLE.splitlines() if line.startswith("|") for each in re.findall(r"`([^`]+)`", line)}


def test_every_rule_is_cited() -> None:
    assert {*RULES, AUTHORISATION.name} - CITED == set()


def test_what_is_cited_exists() -> None:
    files = {each for each in CITED if "/" in each}

    assert CITED - files - {*RULES, AUTHORISATION.name} == set()
    assert [each for each in sorted(files) if not (ROOT / each).is_file()] == []
