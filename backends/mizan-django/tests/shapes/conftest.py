"""What the tests of shapes share: a library that is empty afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps


@pytest.fixture(autouse=True)
def library() -> Iterator[None]:
    """Leave no rows behind."""
    yield
    for model in reversed(list(apps.get_app_config("library").get_models())):
        model._base_manager.all().delete()
