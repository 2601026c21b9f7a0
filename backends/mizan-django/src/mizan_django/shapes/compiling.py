"""From a shape to its plan: every check against its model, all mistakes reported together."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any, cast

from mizan_core.diagnostics import DeclarationError, Problem
from pydantic import BaseModel

from . import problems
from .declaration import MODEL, Computed, ShapeMeta, declared, sources_of
from .places import Place, Spot, name_of
from .plan import Cell, Made, Member, Plan, Query
from .pydantic_side import is_plain, unreadable

_PLAN = "__mizan_plan__"


def compiled(shape: type[BaseModel]) -> Plan:
    """Return a shape's plan.

    Raises:
        DeclarationError: naming every mistake in it.
    """
    known: Plan | None = shape.__dict__.get(_PLAN)
    if known is None:
        known = Compiler(shape).plan()
        type.__setattr__(shape, _PLAN, known)  # it is none of the model's own attributes
    return known


def mistakes() -> list[Problem]:
    """Return what is wrong with the shapes that modules define; others are checked when they are first used."""
    found: list[Problem] = []
    for shape in sorted(filter(_is_of_a_module, declared), key=name_of):
        try:
            compiled(cast("type[BaseModel]", shape))
        except DeclarationError as error:
            found += [each for each in error.problems if each not in found]  # those of an inner shape, once
    return found


def _is_of_a_module(shape: ShapeMeta) -> bool:
    found: Any = sys.modules.get(shape.__module__)
    for name in shape.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is shape


class Compiler:
    """Compiles one shape, with those in it."""

    def __init__(self, shape: type[BaseModel]) -> None:
        self.shape = shape
        self.plain = True
        self._queries: list[Query] = []
        self._problems: list[Problem] = []

    def plan(self) -> Plan:
        """Return the plan.

        Raises:
            DeclarationError: naming every mistake.
        """
        model = getattr(self.shape, MODEL)
        if len(getattr(model._meta, "pk_fields", ())) > 1:
            why = f"The primary key of {model.__name__} is composite."
            raise DeclarationError([problems.unusable_source(name_of(self.shape), why, "Use another model.")], "shapes")
        first = Query("", f"the {model._meta.verbose_name_plural} that are asked for", model)
        first.column(model._meta.pk.attname)  # so that DISTINCT tells rows apart
        self.add(first)
        first.members = self.members(Spot(self.shape, model, first))
        if self._problems:
            raise DeclarationError(self._problems, "shapes")
        return Plan(self.shape, model, tuple(self._queries), self.plain)

    def add(self, query: Query) -> int:
        """Add a query; return its place."""
        self._queries.append(query)
        return len(self._queries) - 1

    def report(self, problem: Problem) -> None:
        if problem not in self._problems:
            self._problems.append(problem)

    def members(self, spot: Spot) -> tuple[Member, ...]:
        """Return what an object of a shape is made of."""
        shape = spot.shape
        why = unreadable(shape)
        if why is not None:
            fix = "Import what they name into the module of the shape."
            self.report(problems.unusable_source(name_of(shape), f"Its annotations cannot be read: {why}.", fix))
            return ()
        self.plain = self.plain and is_plain(shape)
        sources, found = sources_of(shape), list[Member]()
        inputs = {name for each in sources.values() if isinstance(each, Computed) for name in each.uses}
        for name, info in shape.model_fields.items():
            found += Place(self, spot, name, is_input=name in inputs).members(info, sources.get(name))
        for name, source in sources.items():
            if isinstance(source, Computed):
                found += self._made(shape, name, source, found)
            elif name not in shape.model_fields:
                fix = "Write its type: clients are generated from types."
                self.report(problems.unusable_source(f"{name_of(shape)}.{name}", "It has no annotation.", fix))
        return tuple(found)

    def _made(
        self, shape: type[BaseModel], name: str, source: Computed[Any], known: Iterable[Member]
    ) -> Iterator[Member]:
        where, cells = f"{name_of(shape)}.{name}", [each.name for each in known if isinstance(each, Cell)]
        for each in source.uses:
            if each in cells:
                continue
            if each in shape.model_fields:
                why, fix = f"It uses {each!r}, which is no value of one column.", "Let it use plain fields."
                self.report(problems.unusable_source(where, why, fix))
            else:
                self.report(problems.unknown_field(where, each, shape.__name__, list(shape.model_fields)))
        yield Made(name, source.function, source.uses)
