"""The statement of a queryset that somebody gives, kept by its form: building it anew costs more than running it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections

from .statements import Statement, statement

_MOST = 256
"""How many forms are kept: there is one for each length of an `__in`."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A statement, and between which of its parameters those of the filters are."""

    statement: Statement
    before: tuple[Any, ...]
    after: tuple[Any, ...]


class Forms:
    """The statements of the querysets of one plan on one database."""

    def __init__(self, alias: str, columns: Sequence[Any]) -> None:
        self._alias = alias
        self._columns = columns
        self._kept: dict[Any, _Kept] = {}

    def statement(self, queryset: Any) -> Statement:
        """Return the statement of a queryset with the plan's columns."""
        try:
            form, params = _form(queryset, self._alias)
        except EmptyResultSet:
            return Statement("", (), ())
        kept = self._kept.get(form) if form is not None else None
        if kept is not None:
            return replace(kept.statement, params=(*kept.before, *params, *kept.after))
        made = statement(queryset, self._alias, self._columns)
        if form is not None:
            self._keep(form, made, params)
        return made

    def _keep(self, form: tuple[Any, ...], made: Statement, params: tuple[Any, ...]) -> None:
        """Keep a statement if its filters stand in it just once, with their parameters in one row."""
        parts = made.sql.split(form[0]) if form[0] else [made.sql, ""]
        start = parts[0].count("%s")
        end = start + len(params)
        if len(parts) != 2 or made.params[start:end] != params:
            return
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[form] = _Kept(made, made.params[:start], made.params[end:])


def _form(queryset: Any, alias: str) -> tuple[tuple[Any, ...] | None, tuple[Any, ...]]:
    """Return all of a queryset that shows in its SQL, and its filters' parameters; None where that is hard to tell.

    Raises:
        EmptyResultSet: it has no rows, whatever there is.
    """
    query: Any = queryset.query
    where: str
    params: Sequence[Any]
    if _is_odd(query):
        return None, ()
    try:
        where, params = query.where.as_sql(query.get_compiler(using=alias), connections[alias])
    except FullResultSet:
        where, params = "", ()
    joins = tuple((name, _join(each)) for name, each in query.alias_map.items() if query.alias_refcount[name])
    order = (query.order_by, query.default_ordering, query.standard_ordering)
    return (where, queryset.model, joins, order, query.distinct, query.low_mark, query.high_mark), tuple(params)


def _join(table: Any) -> tuple[Any, ...]:
    """Return what tells a table of a query from others: two foreign keys to one model make the same names."""
    parts = ("table_name", "parent_alias", "join_type", "join_field")
    return tuple(getattr(table, each, None) for each in parts)


def _is_odd(query: Any) -> bool:
    """Tell whether a query says more than filters, an order by names, and how many rows."""
    return bool(
        query.combinator
        or query.annotations
        or query.extra
        or query.extra_tables
        or query.extra_order_by
        or query.distinct_fields
        or query.select_for_update
        or query.group_by is not None
        or query._filtered_relations
        or query.explain_info
        or not all(isinstance(each, str) and each != "?" for each in query.order_by)
    )
