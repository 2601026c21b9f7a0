"""In which order rows are, as terms that a query of another model understands."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any, cast

from django.core.exceptions import FieldError
from django.db.models import F, OrderBy
from django.db.models.constants import LOOKUP_SEP

from .relations import looked_up


def ordering(model: Any, wanted: Sequence[Any], prefix: str) -> Iterator[Any]:
    """Yield the terms of an order with a prefix before each, relations replaced by the order of what they lead to.

    Raises:
        UnknownPart: a name is none of a field.
        FieldError: a term cannot be given a prefix.
    """
    for term in wanted:
        if not isinstance(term, str):
            yield _prefixed(term, prefix)
            continue
        sign, name = ("-", term[1:]) if term.startswith("-") else ("", term.removeprefix("+"))
        inner = _order_of(model, name)
        if inner is None:
            yield f"{sign}{prefix}{name}"
        else:
            for each in ordering(*inner, f"{prefix}{name}{LOOKUP_SEP}"):
                yield _reversed(each) if sign else each


def _order_of(model: Any, name: str) -> tuple[Any, Sequence[Any]] | None:
    """Return the model that a relation leads to, and its order; None for anything else, as Django takes it."""
    field, behind = looked_up(model, name)
    last = name.rpartition(LOOKUP_SEP)[2]
    if not field.is_relation or last in ("pk", getattr(field, "attname", None)) or not behind._meta.ordering:
        return None
    return behind, behind._meta.ordering


def _prefixed(term: Any, prefix: str) -> Any:
    if not prefix:
        return term
    if isinstance(term, F):
        return F(f"{prefix}{cast(Any, term).name}")
    sources = term.get_source_expressions() if hasattr(term, "get_source_expressions") else ()
    if not sources:
        raise FieldError(f"{term!r} is no order of a field.")
    moved = copy.copy(term)
    moved.set_source_expressions([_prefixed(each, prefix) for each in sources])
    return moved


def _reversed(term: Any) -> Any:
    if isinstance(term, str):
        return term[1:] if term.startswith("-") else f"-{term}"
    moved = copy.copy(term) if isinstance(term, OrderBy) else term.asc()
    moved.reverse_ordering()
    return moved
