"""Compare Mizan on FastAPI with plain FastAPI, job by job: `python -m bench.server.run`."""

from __future__ import annotations

import asyncio
import json
import platform
import statistics
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from . import contenders
from .asgi import Request, cpu_per_job, send
from .work import ITEMS, PANELS

ROUNDS = 15
RESULTS = Path(__file__).parents[1] / "results" / "server.json"
_JSON = json.dumps

_MOUNTED = [{"context": name, "params": {"user_id": 5}} for name in PANELS[:2]]
_FRESH = '{"user_id":5}'
JOBS: dict[str, tuple[str, int, list[Request], list[Request], float]] = {
    "A": (
        "echo",
        400,
        [Request("POST", "/api/mizan/call/echo", _JSON({"args": {"text": "hello"}}).encode())],
        [Request("POST", "/echo", _JSON({"text": "hello"}).encode())],
        0.40,
    ),
    "B": (
        "50 models of 20 fields in and out",
        40,
        [Request("POST", "/api/mizan/call/items", _JSON({"args": {"items": ITEMS}}).encode())],
        [Request("POST", "/items", _JSON(ITEMS).encode())],
        0.85,
    ),
    "C": (
        "a context of five queries, against five requests",
        120,
        [Request("GET", f"/api/mizan/context/user?params={_FRESH}")],
        [Request("GET", f"/{name}/5") for name in PANELS],
        0.30,
    ),
    "D": (
        "a mutation with two contexts read again, against three requests",
        120,
        [
            Request(
                "POST",
                "/api/mizan/call/rename",
                _JSON({"args": {"user_id": 5, "name": "Ada"}, "mounted": _MOUNTED}).encode(),
            )
        ],
        [Request("POST", "/rename", _JSON({"user_id": 5, "name": "Ada"}).encode())]
        + [Request("GET", f"/{name}/5") for name in PANELS[:2]],
        0.25,
    ),
}


def main() -> int:
    """Print a table and write it as JSON; 1 if a ratio misses its bar."""
    ours, peer = contenders.mizan(), contenders.plain_fastapi(guarded=True)
    bare = contenders.plain_fastapi()
    rows = [_row(job, *spec, ours, peer, bare) for job, spec in JOBS.items()]
    echo, plain_echo = JOBS["A"][2], JOBS["A"][3]
    rows.append(
        _row("Ar", "echo through include_router", 400, echo, plain_echo, 0.60, contenders.mizan(front=False), peer)
    )
    rows.append(_row("A200", "echo among 200 other functions", 400, echo, echo, 1.05, contenders.mizan(200), ours))
    print(f"{'job':5} {'ratio':>6} {'bar':>5} {'bare':>6} {'ours µs':>9} {'peer µs':>9}  what")
    for row in rows:
        bare_ratio = f"{row['bare']:6.2f}" if "bare" in row else " " * 6
        times = f"{row['ours']:9.1f} {row['peer']:9.1f}"
        print(f"{row['job']:5} {row['ratio']:6.2f} {row['bar']:5.2f} {bare_ratio} {times}  {row['what']}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(_JSON({"machine": _machine(), "rows": rows}, indent=2) + "\n")
    return 0 if all(row["ratio"] <= row["bar"] for row in rows) else 1


def _row(
    job: str,
    what: str,
    repeats: int,
    ours: list[Request],
    peer: list[Request],
    bar: float,
    app: Any,
    peer_app: Any,
    bare_app: Any = None,
) -> dict[str, Any]:
    peers = {"ratio": peer_app} | ({"bare": bare_app} if bare_app else {})
    for contender, requests in ((app, ours), *((each, peer) for each in peers.values())):
        for request in requests:
            _check(contender, request)
    rounds = [
        (cpu_per_job(app, ours, repeats), {name: cpu_per_job(each, peer, repeats) for name, each in peers.items()})
        for _ in range(ROUNDS)
    ]
    return {
        "job": job,
        "what": what,
        "ours": statistics.median(mine for mine, _ in rounds),
        "peer": statistics.median(theirs["ratio"] for _, theirs in rounds),
        "bar": bar,
        **{name: statistics.median(mine / theirs[name] for mine, theirs in rounds) for name in peers},
    }


def _check(app: Any, request: Request) -> None:
    """Refuse to time an answer that is wrong."""
    status, body = asyncio.run(send(app, request))
    answer = json.loads(body)
    if status != 200 or (isinstance(answer, dict) and "errors" in answer):
        raise SystemExit(f"{request.path} answered {status}: {body[:300]!r}")


def _machine() -> dict[str, str]:
    packages = ("fastapi", "starlette", "pydantic")
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "processor": platform.machine(),
        **{name: version(name) for name in packages},
    }


if __name__ == "__main__":
    sys.exit(main())
