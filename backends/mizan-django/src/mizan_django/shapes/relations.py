"""What a model has: its fields by the names that Python knows, and where a path leads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, ManyToManyField, ManyToManyRel, ManyToOneRel, Model, OneToOneRel
from django.db.models.constants import LOOKUP_SEP


@dataclass(frozen=True, slots=True)
class Path:
    """Where a path leads, from a model by relations to one.

    Attributes:
        owner: the model that the last part belongs to.
        prefix: how expressions of `owner` start, seen from the first model; "" or something that ends in `__`.
        last: the field or relation of the last part.
        name: how expressions call it, in `owner`.
        may_be_missing: whether a relation on the way, or the last part itself, may lead nowhere.
    """

    owner: type[Model]
    prefix: str
    last: Any
    name: str
    may_be_missing: bool


class UnknownPart(Exception):
    """A part of a path that its model does not have."""

    def __init__(self, part: str, model: type[Model], known: Collection[str]) -> None:
        super().__init__(part)
        self.part = part
        self.model = model
        self.known = known


class LeadsOn(Exception):
    """A part of a path that is followed by another one, but leads to no single row."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def members(model: type[Model]) -> Mapping[str, Any]:
    """Return the fields and relations of a model by the names of their attributes."""
    found: dict[str, Any] = {}
    for each in model._meta.get_fields():
        if isinstance(each, ManyToOneRel | ManyToManyRel):
            name = each.get_accessor_name()
            if name is not None:
                found[name] = each
        else:
            found[each.name] = each
            found[getattr(each, "attname", each.name)] = each
    return found


def follow(model: type[Model], path: str) -> Path:
    """Return where a path leads.

    Raises:
        UnknownPart: a model on the way has nothing of that name.
        LeadsOn: something on the way is no relation to one.
    """
    prefix, missing = "", False
    *way, last = path.split("__")
    for part in way:
        relation = _member(model, part)
        if not is_to_one(relation) or part == getattr(relation, "attname", None):
            raise LeadsOn(part)
        missing = missing or is_optional(relation)
        prefix += f"{relation.name}__"
        model = relation.related_model
    member = _member(model, last)
    by_column = last in ("pk", getattr(member, "attname", None)) and not is_many(member)
    name = member.attname if by_column else member.name
    field = column_of(member) if by_column and isinstance(member, ForeignKey) else member
    missing = missing or is_optional(member)
    return Path(model, prefix, field, name, missing)


def looked_up(model: Any, path: str) -> tuple[Any, Any]:
    """Return where an expression's path leads, by the names of lookups: a field, and the model behind it or around it.

    Raises:
        UnknownPart: a model on the way has nothing of that name.
    """
    field: Any = None
    for part in path.split(LOOKUP_SEP):
        if field is not None and not field.is_relation:
            break  # a transform, or a key of JSON
        try:
            field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            raise UnknownPart(part, model, [each.name for each in model._meta.get_fields()]) from None
        model = field.related_model or model
    return field, model


def shortest(model: Any, path: str) -> str:
    """Return the path of a column without the last relation, where that one's own column holds the same."""
    way, _, last = path.rpartition(LOOKUP_SEP)
    if not way:
        return path
    relation, _ = looked_up(model, way)
    if not isinstance(relation, ForeignKey) or relation.target_field.attname != last:
        return path
    before, separator, _ = way.rpartition(LOOKUP_SEP)
    return shortest(model, f"{before}{separator}{cast(Any, relation).attname}")


def is_to_one(member: Any) -> bool:
    """Tell whether a relation leads to one row at most."""
    return isinstance(member, ForeignKey | OneToOneRel)


def is_many(member: Any) -> bool:
    """Tell whether a relation leads to any number of rows."""
    return isinstance(member, ManyToManyField | ManyToManyRel) or (
        isinstance(member, ManyToOneRel) and not isinstance(member, OneToOneRel)
    )


def is_optional(member: Any) -> bool:
    """Tell whether a field may be NULL, or a relation to one may lead nowhere."""
    return isinstance(member, OneToOneRel) or bool(getattr(member, "null", False))


def column_of(relation: Any) -> Any:
    """Return the field whose values the column of a foreign key holds."""
    field = relation.target_field
    return column_of(field) if isinstance(field, ForeignKey) else field


def _member(model: type[Model], name: str) -> Any:
    known = members(model)
    if name == "pk":
        return model._meta.pk
    if name not in known:
        raise UnknownPart(name, model, known)
    return known[name]
