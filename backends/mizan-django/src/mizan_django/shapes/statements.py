"""SQL of the queries of a plan, made by Django once per database and kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, F, Window
from django.db.models.functions import RowNumber

from .expressions import KEYS, PLACES, IsKey
from .plan import Query

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]
_MOST_KEYS_IN_PLACES = 500


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL whose parameters are known, but for the keys.

    Attributes:
        sql: the text; "" where it is clear that there are no rows.
        params: the parameters, `KEYS` where those go.
        converters: for each column what Django does to its values, and the expression that it tells this.
        has_more: whether rows have further columns, as DISTINCT wants those that rows are ordered by.
    """

    sql: str
    params: tuple[Any, ...]
    converters: tuple[tuple[tuple[Any, ...], Any] | None, ...]
    has_more: bool = False

    def rows(self, alias: str, keys: Sequence[Any] = ()) -> list[Row]:
        """Run it on a database."""
        if not self.sql:
            return []
        if PLACES in self.sql:
            return [row for part in _parts(keys) for row in self._run(alias, *self._in_places(part))]
        given = _bound(connections[alias].vendor, keys)
        return self._run(alias, self.sql, tuple(given if each is KEYS else each for each in self.params))

    def _in_places(self, keys: Sequence[Any]) -> tuple[str, Row]:
        """Give each key a place of its own, a power of two of them, so that few texts are ever prepared."""
        count = 1 << (len(keys) - 1).bit_length()
        filled = [*keys, *[keys[-1]] * (count - len(keys))]
        at = self.params.index(KEYS)
        places = ", ".join(["%s"] * count)
        return self.sql.replace(PLACES, places), (*self.params[:at], *filled, *self.params[at + 1 :])

    def _run(self, alias: str, sql: str, params: Row) -> list[Row]:
        with connections[alias].cursor() as cursor:
            cursor.execute(sql, params)
            found: list[Row] = cursor.fetchall()
        return [row[: len(self.converters)] for row in found] if self.has_more else found

    def convert(self, column: int, connection: Any) -> Convert | None:
        """Return what turns a column's values into what Django would show; None where they are that already."""
        found = self.converters[column]
        if found is None:
            return None
        functions, expression = found

        def convert(value: Any) -> Any:
            for each in functions:
                value = each(value, expression, connection)
            return value

        return convert


def statement(queryset: Any, alias: str, columns: Sequence[Any]) -> Statement:
    """Return the SQL of a queryset with these columns and no others."""
    names = [_column(place) for place in range(len(columns))]
    selected = {name: F(each) if isinstance(each, str) else each for name, each in zip(names, columns, strict=True)}
    found = queryset.annotate(**selected).values_list(*names)
    compiler = found.query.get_compiler(using=alias)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Statement("", (), (None,) * len(names))
    expressions = [each[0] for each in compiler.select[: len(names)]]
    by_column = compiler.get_converters(expressions)
    known = map(by_column.get, range(len(names)))
    converters = tuple((tuple(each[0]), each[1]) if each else None for each in known)
    return Statement(sql, tuple(params), converters, compiler.has_extra_select)


def of_children(query: Query, alias: str, columns: Sequence[Any]) -> Statement:
    """Return the SQL of the rows that belong to some parents, each parent's together."""
    assert query.base is not None
    assert query.key is not None
    found = query.base().using(alias).select_related(None).filter(IsKey(F(query.key), output_field=BooleanField()))
    order = [*query.order, f"{query.prefix}pk"]
    if query.limit is None:
        return statement(found.order_by(query.key, *order), alias, columns)
    number = Window(RowNumber(), partition_by=F(query.key), order_by=order)
    return _limited(statement(found.order_by(), alias, [*columns, number]), query.limit, connections[alias])


def _limited(numbered: Statement, limit: int, connection: Any) -> Statement:
    """Return the SQL of the first rows of each parent; Django's own leaves out a column that is there twice."""
    if not numbered.sql:
        return Statement("", (), numbered.converters[:-1])
    *names, number = [connection.ops.quote_name(_column(place)) for place in range(len(numbered.converters))]
    order = f"{names[0]}, {number}"
    sql = f"SELECT {', '.join(names)} FROM ({numbered.sql}) mizan_rows WHERE {number} <= {limit} ORDER BY {order}"
    return Statement(sql, numbered.params, numbered.converters[:-1])


def _column(place: int) -> str:
    return f"mizan_{place}"


def _bound(vendor: str, keys: Sequence[Any]) -> Any:
    """Return keys as one parameter."""
    return json.dumps(keys) if vendor == "sqlite" else list(keys)


def _parts(keys: Sequence[Any]) -> list[Sequence[Any]]:
    return [keys[start : start + _MOST_KEYS_IN_PLACES] for start in range(0, len(keys), _MOST_KEYS_IN_PLACES)]
