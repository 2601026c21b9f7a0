"""What a shape is after compilation: its queries, their columns, and what each row becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db.models import Model
from pydantic import BaseModel

from .relations import shortest


@dataclass(frozen=True, slots=True)
class Cell:
    """A member that is the value of a column.

    Attributes:
        name: the attribute's name.
        column: the column's place in its row.
        annotation: what the shape says it is.
        given: the field whose values the column holds.
        exact: whether these are what the annotation says, so that none need be checked.
        is_input: whether a computed member reads it, so that it must be the value itself, not its spelling.
    """

    name: str
    column: int
    annotation: Any
    given: Any
    exact: bool
    is_input: bool = False


@dataclass(frozen=True, slots=True)
class One:
    """A member that is a shape of a row which stands in the same row.

    Attributes:
        name: the attribute's name.
        shape: its shape.
        members: what it is made of.
        presence: the column that is NULL where there is none; None where there always is one.
    """

    name: str
    shape: type[BaseModel]
    members: tuple[Member, ...]
    presence: int | None


@dataclass(frozen=True, slots=True)
class Many:
    """A member that is a list of shapes, whose rows are those of another query.

    Attributes:
        name: the attribute's name.
        shape: their shape.
        query: the place of that query in the plan.
        column: the column that holds the key by which its rows are found.
    """

    name: str
    shape: type[BaseModel]
    query: int
    column: int


@dataclass(frozen=True, slots=True)
class Made:
    """A member that Python computes from others of the same object."""

    name: str
    function: Callable[[Any], Any]
    uses: tuple[str, ...]


Member: TypeAlias = Cell | One | Many | Made


@dataclass(slots=True)
class Query:
    """One query: from a model, with these columns.

    Attributes:
        title: the member that it fills, as a path; "" for the first one.
        why: what it is for, in words.
        model: the model that it starts at.
        base: makes the queryset without columns; None for the first one, which is given.
        key: the path of the column that says which parent a row belongs to, its first column.
        prefix: how the path of a column starts, where the rows that are wanted stand behind the model.
        order: in which order the rows of one parent are.
        limit: how many rows a parent has at most.
        columns: what is selected: paths, and expressions.
        members: what a row becomes.
    """

    title: str
    why: str
    model: type[Model]
    base: Callable[[], Any] | None = None
    key: str | None = None
    prefix: str = ""
    order: tuple[Any, ...] = ()
    limit: int | None = None
    columns: list[Any] = field(default_factory=list[Any])
    members: tuple[Member, ...] = ()

    def column(self, wanted: Any) -> int:
        """Return the place of a column, and make one if there is none."""
        if isinstance(wanted, str):
            wanted = shortest(self.model, wanted)
            if wanted in self.columns:
                return self.columns.index(wanted)
        self.columns.append(wanted)
        return len(self.columns) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A shape's queries, parents before children.

    Attributes:
        plain: whether Pydantic would do nothing to its values but to spell them, so that rows are written as they are.
    """

    shape: type[BaseModel]
    model: type[Model]
    queries: tuple[Query, ...]
    plain: bool
    kept: dict[Any, Any] = field(default_factory=dict[Any, Any])
    """What was made of it for each database."""


def walk(members: tuple[Member, ...]) -> Iterator[Member]:
    """Yield members, and those of what stands in the same row."""
    for each in members:
        yield each
        if isinstance(each, One):
            yield from walk(each.members)
