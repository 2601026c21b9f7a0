"""Show the latest results in docs/performance.md: `python -m bench.report`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .codegen.tables import tables

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- {}: begin -->", "<!-- {}: end -->"
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "server": {"what": "what", "ratio": "ratio", "bar": "bar", "bare": "bare routes"},
    "kernel": {"what": "what", "ours": "Mizan", "peer": "query-core", "ratio": "ratio", "bar": "bar"},
    "cache": {"what": "what", "ratio": "ratio", "bar": "bar", "read": "read"},
    "django": {"what": "what", "ratio": "ratio", "bar": "bar", "bare": "bare", "browser": "browser"},
    "shapes": {"what": "what", "ratio": "ratio", "bar": "bar", "orm": "ORM", "pydantic": "Pydantic", "ninja": "ninja"},
}
NAMES = (*COLUMNS, "codegen")


def main() -> int:
    """Write the tables between their marks."""
    text = PAGE.read_text()
    for name in NAMES:
        begin, end = BEGIN.format(name), END.format(name)
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n{table(name)}{end}{after}"
    PAGE.write_text(text)
    return 0


def table(name: str) -> str:
    """Return the results of one bench as Markdown, with what they were measured on."""
    results = json.loads((ROOT / "bench" / "results" / f"{name}.json").read_text())
    shown = _table(results["rows"], COLUMNS[name]) if name in COLUMNS else tables(results["rows"])
    machine = ", ".join(f"{key} {value}" for key, value in results["machine"].items() if key != "date")
    return f"{shown}\n\nMeasured on {results['machine']['date']}: {machine}.\n"


def _table(rows: list[dict[str, Any]], columns: Mapping[str, str]) -> str:
    lines = [f"| {' | '.join(columns.values())} |", f"|---|{'--:|' * (len(columns) - 1)}"]
    lines += [f"| {' | '.join(_cell(row.get(column)) for column in columns)} |" for row in rows]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, float) else "" if value is None else str(value)


if __name__ == "__main__":
    sys.exit(main())
