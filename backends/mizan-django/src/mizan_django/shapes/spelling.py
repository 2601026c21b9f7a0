"""Values that need not become Python's before they are spelt as JSON: the database writes most of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime
from pydantic_core import to_jsonable_python

from .plan import Cell, Many, Member, One, Query, walk

_TEXT: models.Field[Any, Any] = models.TextField()
_TIME = """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"BC'"""
_TRUTH = {0: False, 1: True}


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the values of one column become JSON.

    Attributes:
        shown: Python that makes the value of what `{v}` holds, which is not None.
        select: what to select in place of the column; None for the column itself.
        names: what the Python names.
        is_text: whether the value is a text then.
    """

    shown: str = "{v}"
    select: Callable[[Any], Any] | None = None
    names: Mapping[str, Any] = field(default_factory=dict[str, Any])
    is_text: bool = True


def _odd_time(text: str) -> Any:
    """Spell a time of SQLite that Django did not write, as it would read it."""
    found = parse_datetime(text.removesuffix("Z").replace("T", " "))
    if found is None:
        raise ValueError(f"The database holds {text!r}, which is no time.")
    return to_jsonable_python(found if found.tzinfo else found.replace(tzinfo=UTC))


def _exact_time(text: str) -> str:
    """Spell a time of PostgreSQL that has a fraction."""
    if not text.endswith("ZAD"):
        raise ValueError(f"The database holds {text!r}, which is no time that Python knows.")
    return text[:-2]


def _function(template: str) -> Callable[[Any], Any]:
    return lambda column: Func(column, template=template, output_field=_TEXT)


_SQLITE: Mapping[type, Spelling] = {
    models.DateTimeField: Spelling(
        "{v} if len({v}) in (20, 27) else odd_time({v})",
        _function("REPLACE(%(expressions)s, ' ', 'T') || 'Z'"),
        {"odd_time": _odd_time},
    ),
    models.UUIDField: Spelling(
        "{v}[:8] + '-' + {v}[8:12] + '-' + {v}[12:16] + '-' + {v}[16:20] + '-' + {v}[20:] "
        "if len({v}) == 32 else str(UUID({v}))",
        names={"UUID": UUID},
    ),
    models.BooleanField: Spelling("TRUTH[{v}]", names={"TRUTH": _TRUTH}, is_text=False),
}

_POSTGRESQL: Mapping[type, Spelling] = {
    models.DateTimeField: Spelling(
        "{v}[:19] + 'Z' if {v}[19:] == '.000000ZAD' else exact_time({v})",
        # What has no form, as infinity, has none of the kind that is known.
        _function(f"COALESCE(to_char(%(expressions)s AT TIME ZONE 'UTC', {_TIME}), %(expressions)s::text)"),
        {"exact_time": _exact_time},
    ),
    models.UUIDField: Spelling(select=lambda column: Cast(column, _TEXT)),
}

_VENDORS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


class Selection:
    """What a query selects on one database: its columns, or what spells them.

    Attributes:
        columns: paths and expressions.
    """

    def __init__(self, query: Query, connection: Any, *, plain: bool) -> None:
        self.columns: list[Any] = list(query.columns)
        self._found: dict[int, tuple[int, Spelling]] = {}  # by the identity of cells: not all annotations have a hash
        spelt = dict[int, Spelling]()
        members = list(walk(query.members))
        for each in members:
            spelling = _spelling(each, query, connection) if plain else None
            if spelling is not None:
                spelt[id(each)] = spelling
        kept = _kept(query, members, spelt)
        for each in members:
            if isinstance(each, Cell) and id(each) in spelt:
                self._found[id(each)] = self._place(each, spelt[id(each)], kept), spelt[id(each)]

    def of(self, cell: Cell) -> tuple[int, Spelling | None]:
        """Return the column of a cell, and how it is spelt; None where it is converted as by Django."""
        return self._found.get(id(cell), (cell.column, None))

    def _place(self, cell: Cell, spelling: Spelling, kept: set[int]) -> int:
        column = self.columns[cell.column]
        if spelling.select is None or not isinstance(column, str):
            return cell.column
        selected = spelling.select(F(column))
        if cell.column in kept:
            self.columns.append(selected)
            return len(self.columns) - 1
        self.columns[cell.column] = selected
        return cell.column


def _spelling(member: Member, query: Query, connection: Any) -> Spelling | None:
    if not isinstance(member, Cell) or not member.exact or member.is_input:
        return None
    if not isinstance(query.columns[member.column], str):
        return None  # an expression may have converters of its own
    kind = member.given.__class__
    if kind is models.DateTimeField and not (settings.USE_TZ and connection.timezone_name == "UTC"):
        return None
    return _VENDORS.get(connection.vendor, {}).get(kind)


def _kept(query: Query, members: Sequence[Member], spelt: Mapping[int, Spelling]) -> set[int]:
    """Return the columns that somebody needs as they are."""
    kept = set[int]() if query.key is None else {0}
    for each in members:
        if isinstance(each, Many) or (isinstance(each, Cell) and id(each) not in spelt):
            kept.add(each.column)
        elif isinstance(each, One) and each.presence is not None:
            kept.add(each.presence)
    return kept
