"""`python -m tests.security`: breaks every guard, and prints what noticed, as the table in README.md has it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing

from .authorisation import AUTHORISATION
from .rules import RULES, Rule
from .sabotage import DJANGO, FASTAPI, SABOTAGES
from .shapes import SHAPES, serving
from .target import Target
from .test_rules import ways


def main() -> None:
    """Print the table."""
    print("| what is broken | the rule that turned red | by, on FastAPI | by, on Django |\n|---|---|---|---|")
    rules: Mapping[str, Rule] = {**RULES, AUTHORISATION.name: AUTHORISATION}
    with ExitStack() as stack:
        running = {name: stack.enter_context(serving(SHAPES[name], MIZAN_LIVE="memory")) for name in (FASTAPI, DJANGO)}
        targets = {name: stack.enter_context(closing(Target(SHAPES[name], each))) for name, each in running.items()}
        for sabotage in SABOTAGES.values():
            for rule in sabotage.rules:
                seen = [
                    by(rules[rule], targets[name], sabotage.name) if name in sabotage.on else "" for name in targets
                ]
                print(f"| {sabotage.name.replace('-', ' ')} | {rule} | {' | '.join(seen)} |")


def by(rule: Rule, target: Target, sabotage: str) -> str:
    """Return the ways by which a rule turns red."""
    with closing(target.sabotaged(sabotage)) as broken:
        red = [way or "itself" for way in ways(rule, target.shape) if rule.is_broken_by(broken, way)]
    return ", ".join(red) or "**nothing**"


if __name__ == "__main__":
    main()
