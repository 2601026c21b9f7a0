"""Sets Django up for this process, and what all tests share: databases, members, functions of a test's own."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

_FOLDER = tempfile.TemporaryDirectory(prefix="mizan-django-")
os.environ.setdefault("DATABASE_URL", f"sqlite://{_FOLDER.name}/test.db")
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
sys.path.insert(0, str(Path(__file__).parent))

import django  # noqa: E402  # only now it knows where its settings are

django.setup()

from clients import LoopClient  # noqa: E402
from desk.models import Member, Note  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
    teardown_test_environment,
)
from mizan_core import Registry  # noqa: E402
from mizan_core.registry import default_registry  # noqa: E402
from mizan_django.testing import MizanClient  # noqa: E402

Heard = list[list[dict[str, Any]]]
"""What a listener hears, publication by publication."""


@pytest.fixture(scope="session", autouse=True)
def databases() -> Iterator[None]:
    """Create the test databases, and drop them in the end."""
    setup_test_environment()
    created = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    yield
    teardown_databases(created, verbosity=0)
    teardown_test_environment()
    _FOLDER.cleanup()


@pytest.fixture(autouse=True)
def emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave empty tables and no transaction behind: tests commit."""
    yield
    if request.cls is not None:  # Django's own test cases roll back
        return
    for each in connections.all(initialized_only=True):
        assert not each.in_atomic_block, f"A transaction is still open on {each.alias}."
    for alias in connections:
        Note.objects.using(alias).all().delete()
        Member.objects.using(alias).all().delete()
    Session.objects.all().delete()


@pytest.fixture
def registry() -> Iterator[Registry]:
    """Open the default registry for a test's own functions, which are gone afterwards."""
    known = list(default_registry._entries)
    default_registry.reopen()
    yield default_registry
    default_registry._entries[:] = known
    default_registry.reopen()
    default_registry.seal()


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Listen to what becomes stale."""
    published: Heard = []
    stop = default_registry.bus.subscribe(lambda targets: published.append([each.to_wire() for each in targets]))
    yield published
    stop()


@pytest.fixture
def ada() -> Member:
    return Member.objects.create_user("ada@example.com")


@pytest.fixture(params=[MizanClient, LoopClient], ids=["wsgi", "asgi"])
def door(request: pytest.FixtureRequest) -> type[MizanClient]:
    """Give a client's class: one whose calls go through Django's WSGI handler, one through its ASGI handler."""
    return request.param


@pytest.fixture(params=[False, True], ids=["def", "async def"])
def is_async(request: pytest.FixtureRequest) -> bool:
    """Tell which colour a test's functions have."""
    return request.param


@pytest.fixture(params=["ATOMIC_REQUESTS", "mutations"])
def atomic(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: Any) -> str:
    """Let calls run in a transaction, by either setting."""
    if request.param == "mutations":
        settings(MIZAN={"ATOMIC": "mutations"})
    else:
        monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)
    return request.param


@pytest.fixture
def settings() -> Iterator[Any]:
    """Override settings for the rest of a test."""
    with ExitStack() as stack:
        yield lambda **changed: stack.enter_context(override_settings(**changed))
