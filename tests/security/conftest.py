"""One server per shape and session, started when the first test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache

import pytest

from .shapes import SHAPES, serving
from .target import Target


@pytest.fixture(scope="session")
def targets() -> Iterator[Callable[[str], Target]]:
    """Return a shape by name, served with all that there is to attack: live is on."""
    with ExitStack() as stack:

        def started(name: str) -> Target:
            running = stack.enter_context(serving(SHAPES[name], MIZAN_LIVE="memory"))
            return stack.enter_context(closing(Target(SHAPES[name], running)))

        yield cache(started)
