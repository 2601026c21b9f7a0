"""Which Python type a field of Django's gives, and which annotations it fits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

from django.db import models
from mizan_core.signatures import base_type

_TYPES: Mapping[type[models.Field[Any, Any]], type] = {
    models.AutoField: int,
    models.BigAutoField: int,
    models.SmallAutoField: int,
    models.IntegerField: int,
    models.CharField: str,
    models.TextField: str,
    models.GenericIPAddressField: str,
    models.FilePathField: str,
    models.FileField: str,
    models.BooleanField: bool,
    models.FloatField: float,
    models.DecimalField: Decimal,
    models.DateTimeField: datetime,
    models.DateField: date,
    models.TimeField: time,
    models.DurationField: timedelta,
    models.UUIDField: UUID,
    models.BinaryField: bytes,
}
"""Those derived from these too, unless they make values of their own."""


def type_of(field: Any) -> type | None:
    """Return what the values of a field are, None where only the field knows."""
    if hasattr(field, "from_db_value"):
        return None
    return next((_TYPES[each] for each in type(field).__mro__ if each in _TYPES), None)


def is_exactly(annotation: Any, given: type | None) -> bool:
    """Tell whether an annotation says just what a field gives, NULL aside, so that no value need be checked."""
    if get_origin(annotation) in (Union, UnionType):
        rest = [each for each in get_args(annotation) if each is not NoneType]
        return len(rest) == 1 and is_exactly(rest[0], given)
    return given is not None and annotation is given


def fits(annotation: Any, given: type | None) -> bool:
    """Tell whether values of a type may be what an annotation says; each one is checked where that is not certain."""
    base = base_type(annotation)
    if given is None or base is given or base in (Any, object):
        return True
    if get_origin(base) in (Union, UnionType):
        return any(fits(each, given) for each in get_args(base) if each is not NoneType)
    if get_origin(base) is Literal:
        return all(isinstance(each, given) for each in get_args(base))
    if isinstance(base, type) and issubclass(base, Enum):
        return all(isinstance(each.value, given) for each in base)
    return isinstance(base, type) and issubclass(base, given) and base not in _TYPES.values()


def allows_none(annotation: Any) -> bool:
    """Tell whether an annotation lets None pass."""
    if annotation in (Any, object, None, NoneType):
        return True
    if hasattr(annotation, "__metadata__"):
        return allows_none(get_args(annotation)[0])
    return get_origin(annotation) in (Union, UnionType) and any(allows_none(each) for each in get_args(annotation))


def spelt(annotation: Any) -> str:
    """Return how somebody would write an annotation."""
    if isinstance(annotation, type) and not get_args(annotation):
        return annotation.__name__
    parts = [spelt(each) for each in get_args(annotation)]
    if get_origin(annotation) in (Union, UnionType):
        return " | ".join("None" if each == "NoneType" else each for each in parts)
    origin = get_origin(annotation)
    if parts and isinstance(origin, type):
        return f"{origin.__name__}[{', '.join(parts)}]"
    return str(annotation).removeprefix("typing.")
