"""Fixtures shared by the core's tests."""

from __future__ import annotations

import pytest
from mizan_core import Registry


@pytest.fixture
def registry() -> Registry:
    return Registry()
