"""The mistakes in a shape: one function each, with why and the fix. Each has a page, docs/errors/<id>.md."""

from __future__ import annotations

from collections.abc import Collection

from mizan_core.diagnostics import Problem, suggestion


def unknown_field(where: str, name: str, model: str, known: Collection[str]) -> Problem:
    return _problem("mizan.E010", where, f"{model} has no field {name!r}.", suggestion(name, known, "fields"))


def type_differs(where: str, wanted: str, given: str, fix: str) -> Problem:
    return _problem("mizan.E011", where, f"It is declared as {wanted}, but the model gives {given}.", fix)


def may_be_missing(where: str, name: str, wanted: str) -> Problem:
    fix = f"Write {wanted} | None, or make what it comes from required."
    return _problem("mizan.E012", where, f"{name!r} may be missing, but {wanted} is declared.", fix)


def contains_itself(where: str, shape: str) -> Problem:
    return _problem(
        "mizan.E013",
        where,
        f"{shape} contains itself, so that nothing says how many queries it takes.",
        "Write a shape of its own for the inner level, without this field.",
    )


def unusable_source(where: str, why: str, fix: str) -> Problem:
    return _problem("mizan.E014", where, why, fix)


def _problem(identifier: str, where: str, why: str, fix: str) -> Problem:
    return Problem(identifier.removeprefix("mizan."), where, why, fix)
