"""URLs of a test's own."""

from __future__ import annotations

from types import ModuleType
from typing import Any


def urlconf(*patterns: Any) -> Any:
    """Return what ROOT_URLCONF may name."""
    module = ModuleType("urls_of_a_test")
    module.urlpatterns = list(patterns)  # type: ignore[attr-defined]
    return module
