"""Whether the suite can fail: every fault is seen by a vector, and every vector and requirement sees a fault.

A fault is a wrapper around answers, and knows nothing of what answers: `test_vectors` proves that all backends answer
what the vectors want, and nothing more enters here. So each case is spoilt on the first backend that is held to it:
those of origins on FastAPI, those of tokens on Django. On others the same wrappers would meet the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from .backends import BACKENDS, Running
from .broken import FAULTS, Fault
from .cases import Case, all_cases
from .matrix import kept
from .running import Exchange, faults, run
from .wire import Answer, Request, Wire


class _NotRecorded(Exception):
    """The fault asks the backend for something that the healthy run did not."""


@dataclass(frozen=True, slots=True)
class Healthy:
    """A case, and what happened when nothing was broken."""

    case: Case
    wire: Wire
    exchanges: list[Exchange]


@dataclass(frozen=True, slots=True)
class Catches:
    """Which vectors saw which fault, as far as they cite a requirement that it breaks."""

    by_fault: Mapping[str, frozenset[str]]

    def by_case(self, case: Case) -> list[str]:
        return [name for name, cases in self.by_fault.items() if case.id in cases]


@pytest.fixture(scope="module")
def healthy(served: Callable[[str], Running]) -> Iterator[list[Healthy]]:
    holder = {case: name for name in reversed(BACKENDS) for case in kept(name)}
    with ExitStack() as stack:
        wires = {name: stack.enter_context(served(name).connect()) for name in set(holder.values())}
        yield [Healthy(case, wires[name], run(case, wires[name].send)) for case, name in holder.items()]


@pytest.fixture(scope="module")
def catches(healthy: list[Healthy]) -> Catches:
    return Catches(
        {
            fault.name: frozenset(
                each.case.id for each in healthy if _is_relevant(fault, each.case) and _sees(each, fault)
            )
            for fault in FAULTS.values()
        }
    )


def test_every_case_passes_while_nothing_is_broken(healthy: list[Healthy]) -> None:
    assert {each.case.id: found for each in healthy if (found := faults(each.exchanges))} == {}
    assert {each.case.id for each in healthy} == {case.id for case in all_cases()}


def test_every_fault_breaks_requirements_that_exist() -> None:
    cited = {each for case in all_cases() for each in case.requires}

    assert {name: fault.breaks - cited for name, fault in FAULTS.items() if fault.breaks - cited} == {}


def test_every_fault_is_seen(catches: Catches) -> None:
    assert [name for name, seen in catches.by_fault.items() if not seen] == []


def test_every_vector_sees_a_fault(catches: Catches) -> None:
    assert [case.id for case in all_cases() if not catches.by_case(case)] == []


def test_every_requirement_is_defended(catches: Catches) -> None:
    cited = {each for case in all_cases() for each in case.requires}
    defended = {
        requirement
        for fault in FAULTS.values()
        for case in all_cases()
        if case.id in catches.by_fault[fault.name]
        for requirement in fault.breaks & set(case.requires)
    }

    assert sorted(cited - defended) == []


def _is_relevant(fault: Fault, case: Case) -> bool:
    return not fault.breaks.isdisjoint(case.requires)


def _sees(healthy: Healthy, fault: Fault) -> bool:
    """Tell whether a case fails under a fault, from the recording as far as that goes."""
    recorded = {each.request: each.answer for each in healthy.exchanges}
    if any(each.step.keep for each in healthy.exchanges) or len(recorded) < len(healthy.exchanges):
        return _sees_live(healthy, fault)  # what is asked, or answered, depends on what was answered

    def replay(request: Request) -> Answer:
        if request not in recorded:
            raise _NotRecorded
        return recorded.pop(request)  # once: a fault that asks again wants another run

    try:
        spoilt = [Exchange(each.step, each.request, fault.answer(each.request, replay)) for each in healthy.exchanges]
    except _NotRecorded:
        return _sees_live(healthy, fault)
    except (ConnectionError, TimeoutError):
        return True
    if all(one.answer is other.answer for one, other in zip(spoilt, healthy.exchanges, strict=True)):
        return False
    return bool(faults(spoilt))


def _sees_live(healthy: Healthy, fault: Fault) -> bool:
    try:
        return bool(faults(run(healthy.case, lambda request: fault.answer(request, healthy.wire.send))))
    except (ConnectionError, TimeoutError):
        return True
