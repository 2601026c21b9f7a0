"""Functions that turn rows into what is wanted of them, written for each query; and what spells the result as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from django.db.models import FileField
from mizan_core import wire_types
from pydantic import BaseModel, TypeAdapter
from typing_extensions import TypedDict

from .columns import allows_none
from .plan import Cell, Made, Many, Member, One, Plan, Query
from .spelling import Selection
from .statements import Convert, Row, Statement

Layout = Literal["wire", "object"]
"""Whether members have the names of the wire, for its JSON; or those of the attributes, for Pydantic to validate."""

Lists = Sequence[Mapping[Any, list[Any]]]
"""By the place of their query, the lists that parents have by their keys."""

Build = Callable[[Sequence[Row], Lists, Any], Any]

_NONE: list[Any] = []


def builder(query: Query, shape: type[BaseModel], selection: Selection, found: Statement, layout: Layout) -> Build:
    """Return what makes objects of a query's rows: a list of them, or such lists by the parents' keys."""
    text = _Text(selection, found, layout)
    made = text.object(shape, query.members)
    values = "".join(f"v{place}, " for place in range(len(selection.columns)))
    bound = "".join(f"    {name} = {value}\n" for name, value in text.bound.items())
    if query.key is None:
        body = f"    return [{made} for {values}in rows]\n"
    else:
        loop = f"    for {values}in rows:\n        found[v0].append({made})\n"
        body = f"    found = defaultdict(list)\n{loop}    return found\n"
    source = f"def build(rows, lists, connection):\n{bound}{body}"
    namespace: dict[str, Any] = {"defaultdict": defaultdict, "NONE": _NONE, **text.namespace}
    exec(source, namespace)  # of names that were written as Python's own literals
    return namespace["build"]


class _Text:
    """Writes the expressions of one query's objects, and collects what they name."""

    def __init__(self, selection: Selection, found: Statement, layout: Layout) -> None:
        self._selection = selection
        self._found = found
        self._layout: Layout = layout
        self.namespace: dict[str, Any] = {}
        self.bound: dict[str, str] = {}

    def object(self, shape: type[BaseModel], members: Sequence[Member]) -> str:
        parts = [f"{key!r}: {self._value(shape, each, members)}" for key, each in _layout(shape, members, self._layout)]
        return f"{{{', '.join(parts)}}}"

    def _value(self, shape: type[BaseModel], member: Member, members: Sequence[Member]) -> str:
        match member:
            case Cell():
                return self._cell(member)
            case One():
                made = self.object(member.shape, member.members)
                return made if member.presence is None else f"None if v{member.presence} is None else {made}"
            case Many():
                find = self._bind(f"lists[{member.query}].get")
                return f"{find}(v{member.column}, NONE)"
            case Made():
                cells = [each for each in members if isinstance(each, Cell) and each.name in member.uses]
                inputs = ", ".join(f"{each.name!r}: {self._cell(each)}" for each in cells)
                return f"{self._name(member.function)}({self._name(_partly(shape))}({{{inputs}}}))"

    def _cell(self, cell: Cell) -> str:
        column, spelling = self._selection.of(cell)
        value = f"v{column}"
        if spelling is not None:
            self.namespace |= spelling.names
            shown = spelling.shown.format(v=value)
            return f"(None if {value} is None else {shown})" if allows_none(cell.annotation) else f"({shown})"
        if self._found.converters[cell.column] is not None:
            convert = self._bind(f"{self._name(self._found)}.convert({cell.column}, connection)")
            value = f"{convert}({value})"
        if isinstance(cell.given, FileField):
            value = f"{self._name(_url(cell.given))}({value})"
        if self._layout == "wire" and not cell.exact:
            value = f"{self._name(_validator(cell.annotation))}({value})"
        return value

    def _name(self, value: Any) -> str:
        return self._named(self.namespace, value, "n")

    def _bind(self, value: str) -> str:
        return self._named(self.bound, value, "b")

    def _named(self, known: dict[str, Any], value: Any, letter: str) -> str:
        for name, each in known.items():
            if each is value or (isinstance(value, str) and each == value):
                return name
        name = f"{letter}{len(known)}"
        known[name] = value
        return name


def _layout(shape: type[BaseModel], members: Sequence[Member], layout: Layout) -> list[tuple[str, Member]]:
    """Return the members that are there, with their names, in Pydantic's order."""
    if layout == "object":
        return [(each.name, each) for each in members if not isinstance(each, Made)]
    found: list[tuple[str, Member]] = []
    for each in members:
        if isinstance(each, Made):
            found.append((shape.__pydantic_decorators__.computed_fields[each.name].info.alias or each.name, each))
        elif not shape.model_fields[each.name].exclude:
            info = shape.model_fields[each.name]
            found.append((info.serialization_alias or info.alias or each.name, each))
    return found


def _validator(annotation: Any) -> Convert:
    check = TypeAdapter(annotation).validator.validate_python
    return lambda value: check(value, from_attributes=True)


def _url(field: Any) -> Convert:
    return lambda name: field.storage.url(name) if name else None


def _partly(shape: type[BaseModel]) -> Callable[[dict[str, Any]], Any]:
    """Return what makes an object that has some attributes and no others."""
    new, put = shape.__new__, object.__setattr__

    def make(values: dict[str, Any]) -> Any:
        made = new(shape)
        put(made, "__dict__", values)
        return made

    return make


def writer(plan: Plan, selections: Sequence[Selection]) -> Callable[[list[Any]], bytes]:
    """Return what spells built objects as JSON, as Pydantic would spell the shapes that they stand for."""
    twin = _Twins(plan, selections).of(plan.shape, 0, plan.queries[0].members)
    rows: Any = list.__class_getitem__(twin)
    to_json = wire_types.serializer(TypeAdapter(rows).core_schema).to_json
    return lambda found: to_json(found, by_alias=True, warnings=False)


class _Twins:
    """Types of dicts with the members of shapes: to spell these costs half of what models do."""

    def __init__(self, plan: Plan, selections: Sequence[Selection]) -> None:
        self._plan = plan
        self._selections = selections

    def of(self, shape: type[BaseModel], query: int, members: Sequence[Member]) -> Any:
        """Return the twin of a shape whose rows are those of a query."""
        fields = {name: self._type(shape, query, each) for name, each in _layout(shape, members, "wire")}
        twin: Any = TypedDict(shape.__name__, fields)  # pyright: ignore[reportArgumentType]  # known at run time only
        return twin

    def _type(self, shape: type[BaseModel], query: int, member: Member) -> Any:
        match member:
            case Cell():
                _, spelling = self._selections[query].of(member)
                is_text = spelling is not None and spelling.is_text
                return (str | None) if is_text else member.annotation
            case One():
                inner = self.of(member.shape, query, member.members)
                return inner if member.presence is None else inner | None
            case Many():
                return list[self.of(member.shape, member.query, self._plan.queries[member.query].members)]
            case Made():
                return shape.__pydantic_decorators__.computed_fields[member.name].info.return_type
