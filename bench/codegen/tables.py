"""The results as Markdown: what exporting costs, and a table for each size of the application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
EXPORT = "export, s"
EXPORTERS = ("Mizan", "FastAPI", "Pydantic")
CONTENDERS = (
    "Mizan",
    "openapi-typescript",
    "openapi-react-query",
    "orval",
    "hey-api",
    "kubb",
    "rtk",
    "tRPC",
    "empty",
)
_JUDGEMENT = ("ratio", "goal")


def tables(rows: Sequence[Row]) -> str:
    """Return all tables."""
    exports = [row for row in rows if row["what"] == EXPORT]
    others = [row for row in rows if row["what"] != EXPORT]
    parts = ["### Exporting the document\n", _table("functions", EXPORTERS, exports)]
    for size in dict.fromkeys(row["functions"] for row in others):
        mine = [row for row in others if row["functions"] == size]
        parts += [
            f"\n### {size:,} functions\n",
            _table("what", [each for each in CONTENDERS if _any(mine, each)], mine),
        ]
    return "\n".join(parts)


def _any(rows: Iterable[Row], name: str) -> bool:
    return any(row.get(name) is not None for row in rows)


def _table(first: str, contenders: Sequence[str], rows: Iterable[Row]) -> str:
    columns = (first, *contenders, *_JUDGEMENT)
    head = [f"| {' | '.join(columns)} |", f"|---|{'--:|' * (len(columns) - 1)}"]
    return "\n".join([*head, *(f"| {' | '.join(_cells(row, columns))} |" for row in rows)])


def _cells(row: Row, columns: Sequence[str]) -> Iterable[str]:
    for column in columns:
        missed = ", missed" if column == "goal" and row.get("met") is False else ""
        yield f"{_cell(row.get(column))}{missed}"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2}f}"
    return str(value)
