"""Every rule, of every shape, by every way to a function."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .rules import RULES, Rule
from .shapes import SHAPES, Shape
from .target import Target


def ways(rule: Rule, shape: Shape) -> list[str | None]:
    """Return the ways by which a shape is held to a rule."""
    if not rule.transports:
        return [None]
    return [each for each in rule.transports if each != "live" or shape.has_streams]


CASES = [
    pytest.param(shape.name, rule, way, id="-".join(filter(None, (shape.name, rule.name, way))))
    for shape in SHAPES.values()
    for rule in RULES.values()
    for way in ways(rule, shape)
]


@pytest.mark.parametrize(("shape", "rule", "way"), CASES)
def test_rule(targets: Callable[[str], Target], shape: str, rule: Rule, way: str | None) -> None:
    assert rule.faults(targets(shape), way) == []
