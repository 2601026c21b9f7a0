"""Compare the kernel with TanStack's query-core: `python -m bench.kernel.run`."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = HERE.parent / "results" / "kernel.json"
CELLS = 10_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that is measured, and what ratio to stay below."""

    name: str
    what: str
    unit: str
    bar: float


FIGURES = (
    Figure("one", "one entry made stale, until it is asked for", "µs", 0.05),
    Figure("all", "all entries made stale, until every subscriber is told", "ms of CPU", 0.3),
    Figure("memory", "an entry with its subscriber", "bytes", 0.6),
)


def main() -> int:
    """Print the ratios and write them as JSON; 1 if one misses its bar."""
    ours, peer = measured("mizan"), measured("tanstack")
    rows = [_row(each, ours[each.name], peer[each.name]) for each in FIGURES]
    for row in rows:
        verdict = "" if row["ratio"] <= row["bar"] else "   missed"
        print(
            f"{row['what']:60} {row['ours']:9.1f} {row['peer']:9.1f}  {row['ratio']:5.2f} of {row['bar']:.2f}{verdict}"
        )
    RESULTS.write_text(json.dumps({"machine": machine(), "rows": rows}, indent=1, ensure_ascii=False) + "\n")
    return 1 if any(row["ratio"] > row["bar"] for row in rows) else 0


def measured(name: str, cells: int = CELLS) -> dict[str, float]:
    """Measure one contender in a process of its own.

    Raises:
        subprocess.CalledProcessError: it did not do what it is measured at.
    """
    command = ["node", "--expose-gc", str(HERE / "measure.mjs"), name, str(cells)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout)


def machine() -> dict[str, str]:
    """Say what was measured, where and when."""
    package = json.loads((ROOT / "node_modules" / "@tanstack" / "query-core" / "package.json").read_text())
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": platform.processor() or platform.machine(),
        "node": node.removeprefix("v"),
        "@tanstack/query-core": package["version"],
    }


def _row(figure: Figure, ours: float, peer: float) -> dict[str, Any]:
    return {
        "what": f"{figure.what}, {figure.unit}",
        "ours": round(ours, 1),
        "peer": round(peer, 1),
        "bar": figure.bar,
        "ratio": round(ours / peer, 3),
    }


if __name__ == "__main__":
    sys.exit(main())
