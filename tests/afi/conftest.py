"""One server per backend and session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .backends import BACKENDS, Running, serving


@pytest.fixture(scope="session", params=list(BACKENDS))
def backend(request: pytest.FixtureRequest) -> Iterator[Running]:
    with serving(request.param) as running:
        yield running
