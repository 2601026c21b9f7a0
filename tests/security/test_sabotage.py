"""Whether the rules can fail: each guard is broken on purpose, and a rule must turn red on both frameworks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from .authorisation import AUTHORISATION
from .rules import RULES
from .sabotage import SABOTAGES
from .shapes import SHAPES
from .target import Target
from .test_rules import ways
from .transports import TO_FUNCTIONS

ALL_RULES = {**RULES, AUTHORISATION.name: AUTHORISATION}
CASES = [(shape, each.name, rule) for each in SABOTAGES.values() for shape in each.on for rule in each.rules]
README = Path(__file__).with_name("README.md").read_text("utf-8")


@pytest.mark.parametrize(("shape", "sabotage", "rule"), CASES)
def test_a_broken_guard_is_noticed(targets: Callable[[str], Target], shape: str, sabotage: str, rule: str) -> None:
    with closing(targets(shape).sabotaged(sabotage)) as target:
        assert any(ALL_RULES[rule].is_broken_by(target, way) for way in ways(ALL_RULES[rule], SHAPES[shape]))


@pytest.mark.parametrize(("shape", "sabotage"), sorted({(shape, sabotage) for shape, sabotage, _ in CASES}))
def test_what_is_in_order_works_behind_a_broken_guard(
    targets: Callable[[str], Target], shape: str, sabotage: str
) -> None:
    """So that what is noticed above is the guard that is missing, and not a server that is out of order."""
    with closing(targets(shape).sabotaged(sabotage)) as target:
        answers = [target.raw(each.request("open")) for each in TO_FUNCTIONS.values()]

    assert [each.status for each in answers] == [200] * len(answers)


def test_every_rule_notices_a_broken_guard() -> None:
    noticing = {rule for each in SABOTAGES.values() for rule in each.rules}

    assert ALL_RULES.keys() - noticing == set()


def test_the_readme_names_every_broken_guard_and_what_noticed() -> None:
    """`python -m tests.security` prints the table anew."""
    cells = [[each.strip() for each in line.split("|")] for line in README.splitlines() if line.count("|") == 5]
    noticed = [(name, rule) for _, name, rule, *_ in cells if rule in ALL_RULES]

    assert noticed == [(each.name.replace("-", " "), rule) for each in SABOTAGES.values() for rule in each.rules]
    assert "**nothing**" not in README
