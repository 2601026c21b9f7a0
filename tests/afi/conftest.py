"""One server per backend and session, started when the first test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from .backends import BACKENDS, Running, serving


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[str], Running]]:
    """Return a backend by name, running."""
    with ExitStack() as stack:
        yield cache(lambda name: stack.enter_context(serving(name)))


@pytest.fixture(scope="session", params=list(BACKENDS))
def backend(request: pytest.FixtureRequest, served: Callable[[str], Running]) -> Running:
    return served(request.param)
