"""The matrix of cases and backends: what is run where, and what is known to fail there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from .backends import BACKENDS
from .cases import Case, all_cases

EXPECTED_FAILURES = Path(__file__).with_name("expected_failures.json")


@cache
def expected_failures() -> Mapping[str, Mapping[str, str]]:
    """Return why which cases fail, by backend: what its framework or server decides before our code runs."""
    return json.loads(EXPECTED_FAILURES.read_text("utf-8"))


def applicable(backend: str) -> list[Case]:
    """Return the cases that mean something to a backend."""
    return [case for case in all_cases() if case.needs <= BACKENDS[backend].has]


def kept(backend: str) -> list[Case]:
    """Return the cases that a backend is held to: those that apply, and are not known to fail."""
    failing = expected_failures().get(backend, {})
    return [case for case in applicable(backend) if case.id not in failing]


def pairs() -> Iterator[tuple[str, Case, str | None]]:
    """Yield every case with every backend to which it applies, and why it fails there, if it does."""
    for name in BACKENDS:
        failing = expected_failures().get(name, {})
        for case in applicable(name):
            yield name, case, failing.get(case.id)
