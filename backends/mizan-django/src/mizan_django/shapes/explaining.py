"""A plan in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .plan import Plan, Query
from .statements import Statement


def explained(plan: Plan, statements: Sequence[Statement]) -> str:
    """Return each query of a plan: what it is for, its columns, and its SQL."""
    heading = f"{plan.shape.__name__}: {len(plan.queries)} {'query' if len(plan.queries) == 1 else 'queries'}"
    return "\n".join([heading, *_lines(zip(plan.queries, statements, strict=True))])


def _lines(queries: Iterable[tuple[Query, Statement]]) -> Iterator[str]:
    for number, (query, found) in enumerate(queries, 1):
        columns = ", ".join(each if isinstance(each, str) else repr(each) for each in query.columns)
        limit = f", {query.limit} of each at most" if query.limit is not None else ""
        yield f"{number}. {query.why}{limit}"
        yield f"   columns: {columns}"
        yield f"   {found.sql or 'not asked: no row can be there'}"
