"""A task board in a database of its own per test."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

BACKEND = Path(__file__).parents[1]
os.environ["TASKBOARD_DB"] = str(Path(tempfile.mkdtemp(prefix="taskboard-")) / "taskboard.db")
sys.path.insert(0, str(BACKEND))

from main import app  # noqa: E402  # the path comes first
from sqlalchemy.orm import Session  # noqa: E402
from taskboard import passwords  # noqa: E402
from taskboard.database import PATH, engine  # noqa: E402
from taskboard.models import Base  # noqa: E402
from taskboard.seed import seed  # noqa: E402
from taskboard.testing import Browser  # noqa: E402


@pytest.fixture(scope="session")
def seeded() -> Path:
    """Make a database with the seeded data, its passwords quick to check."""
    passwords.COST = (2, 8, 1)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        seed(session, date(2020, 1, 1))
    engine.dispose()
    return Path(shutil.copy(PATH, PATH.with_suffix(".seeded")))


@pytest.fixture(autouse=True)
def database(seeded: Path) -> Generator[None]:
    """Start every test with the seeded data."""
    shutil.copy(seeded, PATH)
    yield
    engine.dispose()


@pytest.fixture
def nobody() -> Browser:
    return Browser(app)


@pytest.fixture
def signed_in() -> Callable[[str], Browser]:
    """Make browsers in which somebody is signed in."""

    def sign_in(login: str) -> Browser:
        browser = Browser(app)
        browser.result("login", login=login, password="mizan")
        return browser

    return sign_in


@pytest.fixture
def first_task() -> Callable[..., dict[str, Any]]:
    """Find the first task of a board in a column."""

    def find(browser: Browser, board: int, column: str = "todo") -> dict[str, Any]:
        cards = browser.data("board", board_id=board)["board_tasks"]
        return next(each for each in cards if each["column"] == column)

    return find
