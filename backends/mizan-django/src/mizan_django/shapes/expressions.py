"""Expressions that statements are made of, beside those that shapes bring along."""

from __future__ import annotations

import copy
from typing import Any, cast

from django.db.models import Aggregate, Count, Exists, F, Func, OuterRef, Subquery, Window

from .relations import looked_up


class Keys:
    """Stands among a statement's parameters for the keys of the parents, which are known when it runs."""

    def __repr__(self) -> str:
        return "<keys>"


KEYS = Keys()

PLACES = "%s /* each */"
"""Stands in the text where each key has a place of its own."""

_IN_JSON = frozenset(
    {"AutoField", "BigAutoField", "BigIntegerField", "CharField", "IntegerField", "PositiveBigIntegerField"}
    | {"PositiveIntegerField", "PositiveSmallIntegerField", "SlugField", "SmallAutoField", "SmallIntegerField"}
    | {"TextField", "UUIDField"}
)
"""The types whose keys SQLite holds as JSON would."""

_JSON_IS_BUILT_IN = (3, 38)
"""Since this version of SQLite; Django's own test for it takes a query."""


class IsKey(Func):
    """Whether a column is among the keys, in one parameter where the database can."""

    def as_sql(self, compiler: Any, *_: Any, **__: Any) -> Any:
        """Leave one place, which becomes as many as there are keys when they are known."""
        return self._written(compiler, f"IN ({PLACES})")

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        kind = self.source_expressions[0].output_field.get_internal_type()
        if kind not in _IN_JSON or connection.Database.sqlite_version_info < _JSON_IS_BUILT_IN:
            return self.as_sql(compiler)
        return self._written(compiler, "IN (SELECT value FROM json_each(%s))")

    def as_postgresql(self, compiler: Any, *_: Any, **__: Any) -> Any:
        return self._written(compiler, "= ANY(%s)")

    def _written(self, compiler: Any, form: str) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} {form}", (*params, KEYS)


_CLOSED: tuple[type, ...] = (Subquery, Window)
"""Expressions whose aggregates are no business of the query around them."""


def with_subqueries(model: Any, expression: Any, outer: str = "pk") -> Any:
    """Return an expression whose aggregates are queries of their own, since joins of several multiply rows."""
    if isinstance(expression, Aggregate):
        found = model._base_manager.filter(pk=OuterRef(outer)).order_by().values("pk")
        return Subquery(found.annotate(mizan_value=expression).values("mizan_value"))
    if isinstance(expression, _CLOSED) or not hasattr(expression, "get_source_expressions"):
        return expression
    sources = expression.get_source_expressions()
    replaced = [each if each is None else with_subqueries(model, each, outer) for each in sources]
    if all(new is old for new, old in zip(replaced, sources, strict=True)):
        return expression
    rewritten = copy.copy(expression)
    rewritten.set_source_expressions(replaced)
    return rewritten


def at(model: Any, expression: Any, prefix: str) -> Any:
    """Return an expression of a model as seen from another one, which reaches it by a prefix."""
    if isinstance(expression, Aggregate):
        return with_subqueries(model, expression, f"{prefix}pk")
    inner = with_subqueries(model, expression)
    if not prefix:
        return inner
    found = model._base_manager.filter(pk=OuterRef(f"{prefix}pk")).order_by()
    return Subquery(found.annotate(mizan_value=inner).values("mizan_value")[:1])


def check_names(model: Any, expression: Any) -> None:
    """Look up all fields that an expression names.

    Raises:
        UnknownPart: the model has no such field.
    """
    if type(expression) is F:
        looked_up(model, cast(Any, expression).name)
    elif not isinstance(expression, _CLOSED) and hasattr(expression, "get_source_expressions"):
        for each in expression.get_source_expressions():
            check_names(model, each)


def never_null(expression: Any) -> bool:
    """Tell whether an expression surely has a value."""
    return isinstance(expression, Count | Exists)
