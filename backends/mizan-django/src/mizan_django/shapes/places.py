"""One field of a shape, at one place of a plan: where its value comes from, and whether it fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args, get_origin

from django.core.exceptions import FieldError
from django.db.models import FileField, Model
from mizan_core.signatures import base_type
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from . import problems
from .columns import allows_none, fits, is_exactly, spelt, type_of
from .declaration import MODEL, FromField, FromRelation, ShapeMeta, Source
from .expressions import at, check_names, never_null
from .links import Link
from .ordering import ordering
from .plan import Cell, Many, Member, One, Query
from .relations import LeadsOn, Path, UnknownPart, column_of, follow, is_many, is_to_one

if TYPE_CHECKING:
    from .compiling import Compiler


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a shape stands in a plan.

    Attributes:
        shape: the shape.
        model: its model.
        query: the query whose rows it is made of.
        prefix: how the query reaches the model.
        title: the way there, by the names of members.
        around: the shapes that it stands in.
    """

    shape: type[BaseModel]
    model: type[Model]
    query: Query
    prefix: str = ""
    title: str = ""
    around: tuple[type[BaseModel], ...] = ()


def name_of(shape: Any) -> str:
    """Return how a shape is called in messages."""
    return f"{shape.__module__}.{shape.__qualname__}"


class Place:
    """A field of a shape that stands at some spot."""

    def __init__(self, compiler: Compiler, spot: Spot, name: str, *, is_input: bool) -> None:
        self._is_input = is_input
        self._compiler = compiler
        self._spot = spot
        self._name = name
        self._where = f"{name_of(spot.shape)}.{name}"
        self._title = f"{spot.title}.{name}" if spot.title else name

    def members(self, info: FieldInfo, source: Source | None) -> Iterator[Member]:
        """Yield the member that the field becomes; nothing, but a report, where it cannot become one."""
        annotation = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
        given = source.source if isinstance(source, FromField) else getattr(source, "path", None)
        if given is not None and not isinstance(given, str):
            yield from self._expression(annotation, given)
            return
        path = self._path(given or self._name)
        if path is None:
            return
        inner, many = _inner(annotation)
        if inner is not None and (is_many(path.last) if many else is_to_one(path.last)):
            if info.metadata:
                self._compiler.plain = False  # Pydantic has a word to say on the list
            yield from self._nested(inner, path, annotation, source, many=many)
        elif isinstance(source, FromRelation):
            self._refuse("related(…) is for lists of shapes.", "Write list[…] of a shape, or field(…).")
        elif inner is not None or path.last.is_relation:
            self._differs(annotation, _described(path.last), _advice(path.last))
        else:
            yield from self._value(annotation, path)

    def _path(self, path: str) -> Path | None:
        try:
            return follow(self._spot.model, path)
        except UnknownPart as error:
            self._unknown(error)
        except LeadsOn as error:
            why = f"{path!r} goes on behind {error.part!r}, which is no relation to one row."
            self._refuse(why, "Write a list of shapes, or an aggregate such as Count(…).")
        return None

    def _value(self, annotation: Any, path: Path) -> Iterator[Member]:
        given = type_of(path.last)
        if not fits(annotation, given):
            self._differs(annotation, spelt(given), f"Write {spelt(given)}.")
            return
        is_file = isinstance(path.last, FileField)
        missing = path.may_be_missing or (is_file and path.last.blank)
        if missing and not allows_none(annotation):
            self._compiler.report(problems.may_be_missing(self._where, path.name, spelt(annotation)))
        column = self._spot.query.column(f"{self._spot.prefix}{path.prefix}{path.name}")
        exact = is_exactly(annotation, given) and not is_file  # where there is none, no NULL says so
        yield Cell(self._name, column, annotation, path.last, exact, self._is_input)

    def _expression(self, annotation: Any, expression: Any) -> Iterator[Member]:
        model: Any = self._spot.model
        try:
            check_names(model, expression)
            found = model._base_manager.annotate(mizan_value=at(model, expression, ""))
            field = found.query.annotations["mizan_value"].output_field
        except UnknownPart as error:
            self._unknown(error)
            return
        except FieldError as error:
            self._unresolved(error, "expression")
            return
        given = type_of(field)
        if not fits(annotation, given):
            self._differs(annotation, spelt(given), f"Write {spelt(given)}, or wrap it in Cast(…).")
            return
        certain = never_null(expression) or allows_none(annotation)
        column = self._spot.query.column(at(model, expression, self._spot.prefix))
        exact = certain and is_exactly(annotation, given)
        yield Cell(self._name, column, annotation, field, exact, self._is_input)

    def _nested(
        self, inner: type[BaseModel], path: Path, annotation: Any, source: Source | None, *, many: bool
    ) -> Iterator[Member]:
        model, wanted = path.last.related_model, getattr(inner, MODEL)
        if inner is self._spot.shape or inner in self._spot.around:
            self._compiler.report(problems.contains_itself(self._where, inner.__name__))
        elif wanted._meta.concrete_model is not model._meta.concrete_model:
            self._differs(annotation, _described(path.last), f"Use a shape of {model.__name__}.")
        elif many:
            yield from self._many(inner, path, source)
        else:
            yield self._one(inner, path, annotation)

    def _one(self, inner: type[BaseModel], path: Path, annotation: Any) -> Member:
        if path.may_be_missing and not allows_none(annotation):
            self._compiler.report(problems.may_be_missing(self._where, path.name, inner.__name__))
        start = f"{self._spot.prefix}{path.prefix}"
        key = getattr(path.last, "attname", f"{path.name}__pk")
        presence = self._spot.query.column(f"{start}{key}") if path.may_be_missing else None
        spot = self._inside(inner, path.last.related_model, self._spot.query, f"{start}{path.name}__")
        return One(self._name, inner, self._compiler.members(spot), presence)

    def _many(self, inner: type[BaseModel], path: Path, source: Source | None) -> Iterator[Member]:
        wanted = source if isinstance(source, FromRelation) else FromRelation(None, (), None, None)
        link = Link(path.last)
        if wanted.limit is not None and wanted.limit < 1:
            self._refuse(f"limit={wanted.limit} is no number of rows.", "Write 1 or more.")
            return
        try:
            order = tuple(ordering(link.target, wanted.order_by or tuple(link.target._meta.ordering), link.prefix))
            link.target._base_manager.filter(*[] if wanted.filter is None else [wanted.filter])
        except UnknownPart as error:
            self._unknown(error)
            return
        except FieldError as error:
            self._unresolved(error, "related(…)")
            return
        why = f"{self._title}, by {link.model.__name__}.{link.key}"
        base = partial(link.queryset, wanted.filter)
        query = Query(self._title, why, link.model, base, link.key, link.prefix, order, wanted.limit)
        query.column(link.key)
        place = self._compiler.add(query)
        query.members = self._compiler.members(self._inside(inner, link.target, query, link.prefix))
        column = self._spot.query.column(f"{self._spot.prefix}{path.prefix}{link.parent}")
        yield Many(self._name, inner, place, column)

    def _inside(self, inner: type[BaseModel], model: type[Model], query: Query, prefix: str) -> Spot:
        return Spot(inner, model, query, prefix, self._title, (*self._spot.around, self._spot.shape))

    def _unresolved(self, error: Exception, what: str) -> None:
        """Report that Django does not know a name, or cannot say what an expression gives."""
        unknown = re.match(r"Cannot resolve keyword '(\w+)' into field\. Choices are: (.*)", str(error))
        if unknown is not None:
            self._compiler.report(problems.unknown_field(self._where, unknown[1], what, unknown[2].split(", ")))
        else:
            self._refuse(f"Its {what} cannot be used: {error}", "Mend it, or give it an output_field.")

    def _unknown(self, error: UnknownPart) -> None:
        self._compiler.report(problems.unknown_field(self._where, error.part, error.model.__name__, error.known))

    def _differs(self, annotation: Any, given: str, fix: str) -> None:
        self._compiler.report(problems.type_differs(self._where, spelt(annotation), given, fix))

    def _refuse(self, why: str, fix: str) -> None:
        self._compiler.report(problems.unusable_source(self._where, why, fix))


def _inner(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Return the shape that an annotation holds, and whether it is a list of them."""
    base = base_type(annotation)
    many = get_origin(base) is list
    inner = base_type(get_args(base)[0]) if many else base
    is_shape = isinstance(inner, ShapeMeta) and hasattr(inner, MODEL)
    return (cast("type[BaseModel]", inner), many) if is_shape else (None, False)


def _described(member: Any) -> str:
    if is_many(member):
        return f"any number of {member.related_model.__name__}"
    return f"one {member.related_model.__name__}" if is_to_one(member) else f"a {type(member).__name__}"


def _advice(member: Any) -> str:
    if is_many(member):
        return f"Write list[…] of a shape of {member.related_model.__name__}."
    if is_to_one(member) and hasattr(member, "attname"):
        model, key = member.related_model.__name__, spelt(type_of(column_of(member)))
        return f"Write a shape of {model}, or call it {member.attname} and write {key}."
    if is_to_one(member):
        return f"Write a shape of {member.related_model.__name__}."
    return "Shapes follow foreign keys, one to one and many to many." if member.is_relation else "Write its type."
