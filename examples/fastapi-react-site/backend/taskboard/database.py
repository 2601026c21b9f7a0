"""The connection: SQLite in a file, a session per call."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from .models import Base
from .seed import seed

PATH = Path(os.environ.get("TASKBOARD_DB", Path(__file__).parents[1] / "var" / "taskboard.db"))
engine = create_engine(f"sqlite:///{PATH}", connect_args={"timeout": 10})


@event.listens_for(engine, "connect")
def _on_connect(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")


def prepare() -> None:
    """Make the tables and, the first time, fill them."""
    PATH.parent.mkdir(parents=True, exist_ok=True)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        seed(session)


def get_session() -> Generator[Session]:
    """Give a call its session: committed when the call succeeds, rolled back when it fails."""
    with Session(engine) as session, session.begin():
        yield session


Db = Annotated[Session, Depends(get_session)]
