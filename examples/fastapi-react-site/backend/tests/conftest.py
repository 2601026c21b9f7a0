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

from fastapi.testclient import TestClient  # noqa: E402  # the path comes first
from main import app  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402
from taskboard.database import PATH, engine  # noqa: E402
from taskboard.models import Base  # noqa: E402
from taskboard.seed import seed  # noqa: E402

HEADERS = {"mizan-protocol": "1", "sec-fetch-site": "same-origin"}


class Browser:
    """A client with cookies, as a page of the task board is one."""

    def __init__(self) -> None:
        self.http = TestClient(app, base_url="http://testserver", headers=HEADERS)

    def call(self, function: str, mounted: list[dict[str, Any]] | None = None, **args: Any) -> Any:
        """Call a function; return the whole answer."""
        body: dict[str, Any] = {"args": args} | ({"mounted": mounted} if mounted else {})
        return self.http.post(f"/api/mizan/call/{function}", json=body).json()

    def fetch(self, context: str, **params: Any) -> Any:
        """Fetch a context; return the whole answer."""
        return self.http.post(f"/api/mizan/context/{context}", json={"params": params}).json()


@pytest.fixture(scope="session")
def seeded() -> Path:
    """Make a database with the seeded data; hashing its passwords takes a while."""
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        seed(session, date(2030, 1, 1))
    engine.dispose()
    return Path(shutil.copy(PATH, PATH.with_suffix(".seeded")))


@pytest.fixture(autouse=True)
def database(seeded: Path) -> Generator[None]:
    """Start every test with the seeded data."""
    shutil.copy(seeded, PATH)
    yield
    engine.dispose()


@pytest.fixture
def signed_in() -> Callable[[str], Browser]:
    """Make browsers in which somebody is signed in."""

    def sign_in(login: str) -> Browser:
        browser = Browser()
        assert "result" in browser.call("login", login=login, password="mizan")
        return browser

    return sign_in
