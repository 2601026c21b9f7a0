"""The protocol's vectors, on every shape that `tests/afi` does not run them on, with live off."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from tests.afi.backends import BACKENDS, Running
from tests.afi.cases import Case
from tests.afi.matrix import applicable
from tests.afi.running import faults, run

from .shapes import SHAPES, serving

NEW = [name for name in SHAPES if name not in ("fastapi-router", "django-gunicorn", "django-asgi")]
"""The others are the backends of `tests/afi`."""

EXCUSES: Mapping[str, Mapping[str, str]] = json.loads(Path(__file__).with_name("excuses.json").read_text("utf-8"))
"""Why which cases fail on which shape: what its framework or server decides before our code runs."""


def suites(shape: str) -> Mapping[str, list[Case]]:
    """Return the cases that mean something to a shape, by suite."""
    found: dict[str, list[Case]] = {}
    for case in applicable(SHAPES[shape].like):
        if not SHAPES[shape].takes_chunks and any(step.request.get("chunked") for step in case.steps()):
            continue
        found.setdefault(case.id.partition("/")[0], []).append(case)
    return found


def excused(shape: str) -> set[str]:
    """Return the cases that are known to fail on a shape."""
    return {*EXCUSES.get(shape, {})}


@pytest.fixture(scope="module")
def served() -> Iterator[Callable[[str], Running]]:
    with ExitStack() as stack:
        yield cache(lambda name: stack.enter_context(serving(SHAPES[name])))


@pytest.mark.parametrize(("shape", "suite"), [(shape, suite) for shape in NEW for suite in suites(shape)])
def test_a_shape_answers_as_specified(served: Callable[[str], Running], shape: str, suite: str) -> None:
    failed: dict[str, object] = {}
    with served(shape).connect() as wire:
        for case in suites(shape)[suite]:
            try:
                found: object = faults(run(case, wire.send))
            except (ConnectionError, TimeoutError) as error:
                found = repr(error)
            if found:
                failed[case.id] = found

    known = excused(shape) & {case.id for case in suites(shape)[suite]}
    assert {case: found for case, found in failed.items() if case not in known} == {}
    assert known - failed.keys() == set(), "these pass by now: take them out of excuses.json"


def test_every_shape_is_held_to_the_vectors() -> None:
    assert {*NEW} | {"fastapi-router", "django-gunicorn", "django-asgi"} == {*SHAPES}
    assert {SHAPES[each].like for each in SHAPES} == {*BACKENDS}
    assert {*EXCUSES} <= {*NEW}


def test_every_excuse_is_a_sentence() -> None:
    reasons = [why for each in EXCUSES.values() for why in each.values()]

    assert [why for why in reasons if not why.endswith(".") or len(why) < 20] == []
