"""Every vector against every backend to which it applies, over real HTTP."""

from __future__ import annotations

import pytest

from .backends import BACKENDS, Running
from .cases import Case, all_cases
from .matrix import applicable, expected_failures, pairs
from .running import faults, run

PAIRS = [
    pytest.param(
        name, case, id=f"{name}-{case.id}", marks=[] if why is None else [pytest.mark.xfail(reason=why, strict=True)]
    )
    for name, case, why in pairs()
]


@pytest.mark.parametrize(("backend", "case"), PAIRS, indirect=["backend"])
def test_backend_answers_as_specified(case: Case, backend: Running) -> None:
    with backend.connect() as wire:
        assert faults(run(case, wire.send)) == []


def test_every_case_applies_to_a_backend() -> None:
    applied = {case.id for name in BACKENDS for case in applicable(name)}

    assert [case.id for case in all_cases() if case.id not in applied] == []


def test_every_need_is_met_by_a_backend() -> None:
    offered = {word for each in BACKENDS.values() for word in each.has}
    needed = {word for case in all_cases() for word in case.needs}

    assert needed == offered


def test_every_expected_failure_is_of_a_case_that_applies() -> None:
    """One that passes nevertheless fails above."""
    unknown = [
        (name, case)
        for name, failing in expected_failures().items()
        for case in failing.keys() - ({each.id for each in applicable(name)} if name in BACKENDS else set())
    ]

    assert expected_failures().keys() <= BACKENDS.keys()
    assert unknown == []


def test_every_expected_failure_has_its_reason_in_one_sentence() -> None:
    reasons = [why for failing in expected_failures().values() for why in failing.values()]

    assert [why for why in reasons if not why.endswith(".") or ". " in why or len(why) < 20] == []
