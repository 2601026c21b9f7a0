"""What the environment decides: which database, and the secret that outlives a restart."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any


def database(url: str | None, path: Path) -> dict[str, Any]:
    """Return Django's settings for the PostgreSQL database at a URL, else for the SQLite file at a path."""
    return _sqlite(path) if url is None else _postgresql(url)


def kept_secret(path: Path) -> str:
    """Return the secret in a file, put there the first time: sessions then outlive the server."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent) as fresh:
            fresh.write(secrets.token_hex(32))
            fresh.flush()
            with suppress(FileExistsError):  # another process was quicker
                os.link(fresh.name, path)
    return path.read_text()


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 10,
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
            # Else a transaction that reads first and then writes fails at once while another one writes.
            "transaction_mode": "IMMEDIATE",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict  # SQLite needs no driver

    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    parts = conninfo_to_dict(url)
    named = {setting: str(parts.pop(part)) for part, setting in known.items() if part in parts}
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": parts}
