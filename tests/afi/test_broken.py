"""Whether the suite can fail: every fault is seen by a vector, and every vector and requirement sees a fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest

from .backends import Running
from .broken import FAULTS, Fault
from .cases import Case, all_cases
from .running import Exchange, faults, run
from .wire import Answer, Request, Wire


class _NotRecorded(Exception):
    """The fault asks the backend for something that the healthy run did not."""


@dataclass(frozen=True, slots=True)
class Catches:
    """Which vectors saw which fault, as far as they cite a requirement that it breaks."""

    cases: Sequence[Case]
    by_fault: Mapping[str, frozenset[str]]

    def by_case(self, case: Case) -> list[str]:
        return [name for name, cases in self.by_fault.items() if case.id in cases]


@pytest.fixture(scope="module")
def catches(backend: Running) -> Iterator[Catches]:
    with backend.connect() as wire:
        healthy = {case: exchanges for case in all_cases() if (exchanges := _healthy(case, backend, wire))}
        yield Catches(
            list(healthy),
            {
                fault.name: frozenset(
                    case.id
                    for case, exchanges in healthy.items()
                    if _is_relevant(fault, case) and _sees(case, fault, exchanges, wire)
                )
                for fault in FAULTS.values()
            },
        )


def test_every_fault_breaks_requirements_that_exist() -> None:
    cited = {each for case in all_cases() for each in case.requires}

    assert {name: fault.breaks - cited for name, fault in FAULTS.items() if fault.breaks - cited} == {}


def test_every_fault_is_seen(catches: Catches) -> None:
    assert [name for name, seen in catches.by_fault.items() if not seen] == []


def test_every_vector_sees_a_fault(catches: Catches) -> None:
    assert [case.id for case in catches.cases if not catches.by_case(case)] == []


def test_every_requirement_is_defended(catches: Catches) -> None:
    cited = {each for case in catches.cases for each in case.requires}
    defended = {
        requirement
        for fault in FAULTS.values()
        for case in catches.cases
        if case.id in catches.by_fault[fault.name]
        for requirement in fault.breaks & set(case.requires)
    }

    assert sorted(cited - defended) == []


def _healthy(case: Case, backend: Running, wire: Wire) -> list[Exchange]:
    """Return the exchanges of a case that passes; nothing for one that does not, which is another test's business."""
    if not case.needs <= backend.has:
        return []
    try:
        exchanges = run(case, wire.send)
    except OSError:
        return []
    return [] if faults(exchanges) else exchanges


def _is_relevant(fault: Fault, case: Case) -> bool:
    return not fault.breaks.isdisjoint(case.requires)


def _sees(case: Case, fault: Fault, healthy: list[Exchange], wire: Wire) -> bool:
    """Tell whether a case fails under a fault, from the recording as far as that goes."""
    recorded = {each.request: each.answer for each in healthy}

    def replay(request: Request) -> Answer:
        if request not in recorded:
            raise _NotRecorded
        return recorded.pop(request)  # once: a fault that asks again wants another run

    try:
        spoilt = [Exchange(each.step, each.request, fault.answer(each.request, replay)) for each in healthy]
    except _NotRecorded:
        return _sees_live(case, fault, wire)
    except (ConnectionError, TimeoutError):
        return True
    if all(one.answer is other.answer for one, other in zip(spoilt, healthy, strict=True)):
        return False
    return bool(faults(spoilt))


def _sees_live(case: Case, fault: Fault, wire: Wire) -> bool:
    try:
        return bool(faults(run(case, lambda request: fault.answer(request, wire.send))))
    except (ConnectionError, TimeoutError):
        return True
