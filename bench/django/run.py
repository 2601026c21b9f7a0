"""Compare Mizan on Django with django-ninja, job by job: `python -m bench.django.run`."""

from __future__ import annotations

import json
import platform
import statistics
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..server.work import ITEMS, PANELS
from . import ours
from .project import configure
from .wsgi import Application, Request, cpu_per_job, send

ROUNDS = 21
BYSTANDERS = 200
RESULTS = Path(__file__).parents[1] / "results" / "django.json"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work: what we are asked, what the peer is asked below its mount point, and what to stay below."""

    name: str
    what: str
    repeats: int
    ours: list[Request]
    peer: list[tuple[str, str, Any]]
    bar: float

    def peers(self, mount: str) -> list[Request]:
        return [
            Request(method, f"/{mount}{path}", b"" if body is None else json.dumps(body).encode(), mount == "browser")
            for method, path, body in self.peer
        ]

    def by_browser(self) -> list[Request]:
        return [replace(each, browser=True) for each in self.ours]


def _call(name: str, **members: Any) -> Request:
    return Request("POST", f"/api/mizan/call/{name}", json.dumps(members).encode())


_MOUNTED = [{"context": name, "params": {"user_id": 5}} for name in PANELS[:2]]
_RENAME = {"user_id": 5, "name": "Ada"}
JOBS = (
    Job("A", "echo", 200, [_call("echo", args={"text": "hello"})], [("POST", "/echo", {"text": "hello"})], 0.80),
    Job(
        "B",
        "50 models of 20 fields in and out",
        20,
        [_call("items", args={"items": ITEMS})],
        [("POST", "/items", ITEMS)],
        0.45,
    ),
    Job(
        "C",
        "a context of five queries, against five requests",
        60,
        [Request("GET", '/api/mizan/context/user?params={"user_id":5}')],
        [("GET", f"/{name}/5", None) for name in PANELS],
        0.20,
    ),
    Job(
        "D",
        "a mutation with two contexts read again, against three requests",
        60,
        [_call("rename", args=_RENAME, mounted=_MOUNTED)],
        [("POST", "/rename", _RENAME), *(("GET", f"/{name}/5", None) for name in PANELS[:2])],
        0.30,
    ),
)


def main() -> int:
    """Print a table and write it as JSON; 1 if a ratio misses its bar."""
    app = _application()
    rows = [_row(app, job) for job in JOBS]
    print(f"{'job':4} {'ratio':>6} {'bar':>5} {'bare':>6} {'browser':>8} {'ours µs':>9} {'peer µs':>9}  what")
    for row in rows:
        ratios = f"{row['ratio']:6.2f} {row['bar']:5.2f} {row['bare']:6.2f} {row['browser']:8.2f}"
        figures = f"{ratios} {row['ours']:9.1f} {row['peer']:9.1f}"
        print(f"{row['job']:4} {figures}  {row['what']}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": _machine(), "rows": rows}, indent=2) + "\n")
    return 0 if all(row["ratio"] <= row["bar"] for row in rows) else 1


def _application() -> Application:
    configure()
    ours.declare(BYSTANDERS)
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def _row(app: Application, job: Job) -> dict[str, Any]:
    contenders = {
        "ours": job.ours,
        "peer": job.peers("guarded"),
        "bare": job.peers("bare"),
        "ours by browser": job.by_browser(),
        "peer by browser": job.peers("browser"),
    }
    for requests in contenders.values():
        for request in requests:
            _check(app, request)
    rounds = [
        {name: cpu_per_job(app, requests, job.repeats) for name, requests in contenders.items()} for _ in range(ROUNDS)
    ]
    return {
        "job": job.name,
        "what": job.what,
        "ours": statistics.median(each["ours"] for each in rounds),
        "peer": statistics.median(each["peer"] for each in rounds),
        "bar": job.bar,
        "ratio": statistics.median(each["ours"] / each["peer"] for each in rounds),
        "bare": statistics.median(each["ours"] / each["bare"] for each in rounds),
        "browser": statistics.median(each["ours by browser"] / each["peer by browser"] for each in rounds),
    }


def _check(app: Application, request: Request) -> None:
    """Refuse to time an answer that is wrong."""
    status, body = send(app, request)
    answer = json.loads(body)
    if status != "200 OK" or (isinstance(answer, dict) and "errors" in answer):
        raise SystemExit(f"{request.path} answered {status}: {body[:300]!r}")


def _machine() -> dict[str, str]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "processor": platform.machine(),
        **{name: version(name) for name in ("django", "django-ninja", "pydantic")},
    }


if __name__ == "__main__":
    sys.exit(main())
