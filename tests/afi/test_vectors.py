"""Every vector against every backend, over real HTTP."""

from __future__ import annotations

import pytest

from .backends import Running
from .cases import Case, all_cases
from .running import faults, run


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.id)
def test_backend_answers_as_specified(case: Case, backend: Running) -> None:
    if not case.needs <= backend.has:
        pytest.skip(f"{backend.name} has no {', '.join(sorted(case.needs - backend.has))}.")
    with backend.connect() as wire:
        assert faults(run(case, wire.send)) == []
