"""Compare shapes with the database's own JSON and with what is written by hand: `python -m bench.shapes.run`."""

from __future__ import annotations

import gc
import json
import platform
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from urllib.parse import urlsplit

from tools.postgres import found, serving

from .project import configure, fill

ROUNDS = 9
AUTHORS = 100
RESULTS = Path(__file__).parents[1] / "results" / "shapes.json"


@dataclass(frozen=True, slots=True)
class Job:
    """One question: how many authors are asked for, each with 10 books and 100 reviews, and how often in a round."""

    what: str
    authors: int
    repeats: int
    bar: float | None


JOBS = (
    Job("one author", 1, 40, None),
    Job("1,000 reviews", 10, 6, 1.3),
    Job("10,000 reviews", 100, 1, 1.3),
)
CLOCKS: dict[str, Callable[[], float]] = {"sqlite": process_time, "postgresql": perf_counter}
"""SQLite works in our process, and PostgreSQL in others, for which we wait."""


def main() -> int:
    """Print a table and write it as JSON; 1 if a ratio misses its bar."""
    binaries = found()
    if binaries is None:
        raise SystemExit("PostgreSQL is needed: install it (Debian: postgresql).")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))
        server = urlsplit(stack.enter_context(serving(binaries)))
        configure(
            {
                "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/bench.db"},
                "postgresql": {
                    "ENGINE": "django.db.backends.postgresql",
                    "NAME": server.path.lstrip("/"),
                    "USER": server.username,
                    "HOST": server.hostname,
                    "PORT": server.port,
                },
            }
        )
        from django.db import connections

        stack.callback(connections.close_all)
        rows = [row for alias in ("default", "postgresql") for row in _rows(alias, connections[alias])]
        machine = _machine(connections["postgresql"])
    columns = ("ratio", "bar", "orm", "pydantic", "ninja", "rows", "shapes")
    print(" ".join(f"{each:>9}" for each in columns), " what")
    for row in rows:
        print(" ".join(f"{row[each] if row[each] is not None else '':>9.4}" for each in columns), f" {row['what']}")
    RESULTS.write_text(json.dumps({"machine": machine, "rows": rows}, indent=2) + "\n")
    return 0 if all(row["bar"] is None or row["ratio"] <= row["bar"] for row in rows) else 1


def _rows(alias: str, connection: Any) -> list[dict[str, Any]]:
    fill(alias, AUTHORS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [_row(alias, connection.vendor, job) for job in JOBS]


def _row(alias: str, vendor: str, job: Job) -> dict[str, Any]:
    """Return the ratio of shapes to the database's own JSON, and what others take as multiples of shapes."""
    from .contenders import CONTENDERS

    _check(alias, job)
    rounds = [
        {name: _time(each, alias, job, CLOCKS[vendor]) for name, each in CONTENDERS.items()} for _ in range(ROUNDS)
    ]
    best = {name: min(each[name] for each in rounds) for name in CONTENDERS}
    return {
        "what": f"{job.what}, {'SQLite' if vendor == 'sqlite' else 'PostgreSQL'}",
        "ratio": best["shapes"] / best["sql"],
        "bar": job.bar,
        **{name: best[name] / best["shapes"] for name in ("orm", "pydantic", "ninja", "rows")},
        "shapes": best["shapes"] * 1000,
    }


def _time(work: Callable[[str, int], bytes], alias: str, job: Job, clock: Callable[[], float]) -> float:
    gc.collect()  # what the one before left behind
    work(alias, job.authors)  # memory and caches are as its own work leaves them
    begin = clock()
    for _ in range(job.repeats):
        work(alias, job.authors)
    return (clock() - begin) / job.repeats


def _check(alias: str, job: Job) -> None:
    """Refuse to time an answer that is another than the database's own."""
    from .contenders import CONTENDERS

    expected = json.loads(CONTENDERS["sql"](alias, job.authors))
    for name, work in CONTENDERS.items():
        if name != "rows" and json.loads(work(alias, job.authors)) != expected:
            raise SystemExit(f"{name} answers something else on {alias}.")


def _machine(connection: Any) -> dict[str, str]:
    import sqlite3

    server = str(connection.pg_version)
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "processor": platform.machine(),
        **{name: version(name) for name in ("django", "django-ninja", "pydantic", "psycopg")},
        "sqlite": sqlite3.sqlite_version,
        "postgresql": f"{server[:-4]}.{int(server[-4:])}",
    }


if __name__ == "__main__":
    sys.exit(main())
