"""What a plan is on one database: its statements, and the functions that make objects of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connections
from pydantic import BaseModel

from .building import Build, Layout, builder, writer
from .forms import Forms
from .plan import Many, Plan, walk
from .spelling import Selection
from .statements import Row, Statement, of_children

Fetched = list[Sequence[Row]]
"""The rows of each query of a plan."""


def database(plan: Plan, alias: str) -> Database:
    """Return what a plan is on a database."""
    connection = connections[alias]
    key = (alias, connection.vendor, connection.timezone_name, settings.USE_TZ)
    known = plan.kept.get(key)
    if known is None:
        known = plan.kept[key] = Database(plan, alias)
    return known


class Database:
    """A plan on one database, which the same rules hold for in every thread."""

    def __init__(self, plan: Plan, alias: str) -> None:
        self._plan = plan
        self._alias = alias
        self._selections = [Selection(each, connections[alias], plain=plan.plain) for each in plan.queries]
        selected = zip(plan.queries, self._selections, strict=True)
        self._forms = Forms(alias, self._selections[0].columns)
        self._children = [of_children(each, alias, found.columns) for each, found in selected if each.base is not None]
        self._first: Statement | None = None  # any of the querysets': their columns are the same
        self._builders: dict[Layout, list[Build]] = {}
        self._parents: dict[int, tuple[int, int]] = {}
        self._shapes: list[type[BaseModel]] = [plan.shape] * len(plan.queries)
        for place, query in enumerate(plan.queries):
            for each in walk(query.members):
                if isinstance(each, Many):
                    self._parents[each.query] = (place, each.column)
                    self._shapes[each.query] = each.shape

    def statements(self, queryset: Any) -> list[Statement]:
        """Return the statements of a queryset and of all that belongs to it."""
        return [self._forms.statement(queryset), *self._children]

    def fetch(self, queryset: Any) -> Fetched:
        """Ask for all rows: one query, and one more for each relation to many that has parents."""
        first, *children = self.statements(queryset)
        if first.sql:
            self._first = first
        fetched: Fetched = [first.rows(self._alias)]
        for place, child in enumerate(children, 1):
            parent, column = self._parents[place]
            keys = dict.fromkeys(row[column] for row in fetched[parent])
            keys.pop(None, None)
            fetched.append(child.rows(self._alias, list(keys)) if keys else [])
        return fetched

    def build(self, fetched: Fetched, layout: Layout) -> list[dict[str, Any]]:
        """Make objects of rows, children before parents."""
        if not fetched[0]:
            return []
        connection = connections[self._alias]
        lists: list[Any] = [None] * len(fetched)
        for place in range(len(fetched) - 1, -1, -1):
            lists[place] = self._builder(layout)[place](fetched[place], lists, connection)
        return lists[0]

    def write(self, fetched: Fetched) -> bytes:
        """Spell rows as JSON."""
        return self._writer(self.build(fetched, "wire"))

    def _builder(self, layout: Layout) -> list[Build]:
        if layout not in self._builders:
            assert self._first is not None, "There are rows, so they were asked for."
            found = [self._first, *self._children]
            parts = zip(self._plan.queries, self._shapes, self._selections, found, strict=True)
            self._builders[layout] = [builder(*each, layout) for each in parts]
        return self._builders[layout]

    @cached_property
    def _writer(self) -> Any:
        return writer(self._plan, self._selections)
