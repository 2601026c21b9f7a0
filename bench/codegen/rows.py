"""Rows of the results: a figure of every contender, and what we mean to reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .processes import Cost

OURS = "Mizan"
NOT_PEERS = (OURS, "empty")


@dataclass(frozen=True)
class Goal:
    """The most that our figure may be: where machines differ, as a multiple of another one in the same run."""

    most: float
    of: Literal["", "best peer", "empty"] = ""

    def __str__(self) -> str:
        return f"{self.most:g} of {self.of}" if self.of else f"{self.most:g}"


def part(most: float) -> Goal:
    """Return a goal that is a part of the best peer's figure."""
    return Goal(most, "best peer")


GOALS: Mapping[tuple[str, int], Goal] = {
    ("export, s", 1000): part(0.20),
    ("generate, s", 1000): part(0.075),
    ("generate, s", 5000): part(0.08),
    ("generate, MiB", 1000): Goal(110),
    ("generate, MiB", 5000): Goal(220),
    ("regenerate, s", 1000): part(0.055),
    ("regenerate, files written", 1000): Goal(1),
    ("emitted, MB", 1000): Goal(0.9),
    ("TypeScript 5.9, 1 used, s", 1000): Goal(1.1, "empty"),
    ("TypeScript 7, 1 used, s", 1000): Goal(1.8, "empty"),
    ("TypeScript 7, 1 used, one more field, s", 1000): Goal(1.8, "empty"),
    ("editor, s", 1000): part(1.5),
    ("bundle, KiB", 1000): Goal(6.5),
    ("bytes per unused function", 1000): Goal(0),
    ("bytes per further function", 1000): Goal(40),
}
"""Goals by what is measured and the number of functions."""


def row(what: str, functions: int, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of figures: numbers, costs whose CPU time counts, or why there is none."""
    shown = {name: figure.cpu if isinstance(figure, Cost) else figure for name, figure in figures.items()}
    costs = {
        name: {"wall": round(figure.wall, 3), "MiB": round(figure.memory)}
        for name, figure in figures.items()
        if isinstance(figure, Cost)
    }
    return {
        "what": what,
        "functions": functions,
        **{name: round(figure, 4) if isinstance(figure, float) else figure for name, figure in shown.items()},
        **_judged(shown, GOALS.get((what, functions))),
        **({"costs": costs} if costs else {}),
    }


def _judged(figures: Mapping[str, Any], goal: Goal | None) -> dict[str, Any]:
    """Compare ours with the best peer, and with the goal; without what it is compared with, a goal is open."""
    ours = figures.get(OURS)
    peers = [figure for name, figure in figures.items() if name not in NOT_PEERS and isinstance(figure, int | float)]
    best = min(peers, default=None)
    met = None
    if isinstance(ours, str):
        met = False
    elif ours is not None and goal:
        base = {"best peer": best, "empty": figures.get("empty"), "": 1}[goal.of]
        met = ours <= goal.most * base if isinstance(base, int | float) else None
    ratio = round(ours / best, 3) if best and isinstance(ours, int | float) else None
    return {"ratio": ratio, "goal": str(goal) if goal else None, "met": met}
