"""How a shape is written down: its class, and where the values of its fields come from."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, dataclass_transform, overload
from weakref import WeakSet

from django.db.models import Q
from pydantic import BaseModel, Field, computed_field

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)

T = TypeVar("T")

SOURCES = "__mizan_sources__"
MODEL = "__mizan_model__"


@dataclass(frozen=True, slots=True)
class FromField:
    """A value from elsewhere than the model's field of the same name: a path, or an expression of Django's."""

    source: Any
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FromRelation:
    """The rows of a relation to many: which of them, in which order, and how many."""

    path: str | None
    order_by: tuple[Any, ...]
    filter: Q | None
    limit: int | None


class Computed(Generic[T]):
    """A value that Python makes of others."""

    def __init__(self, function: Callable[[Any], T], uses: Iterable[str]) -> None:
        self.function = function
        self.uses = tuple(uses)

    if TYPE_CHECKING:  # what it is in the end: a property

        @overload
        def __get__(self, instance: None, owner: Any) -> Computed[T]: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> T: ...
        def __get__(self, instance: object, owner: Any) -> Any: ...


Source = FromField | FromRelation | Computed[Any]


def field(source: Any = None, *, hidden: bool = False) -> Any:
    """Take a value from a path such as `author__name`, or from an expression such as `Count("reviews")`.

    Args:
        source: the path or the expression; None for the field of the same name.
        hidden: keep it on the server, for computed fields.
    """
    return FromField(source, hidden)


def related(path: str | None = None, *, order_by: Any = (), filter: Q | None = None, limit: int | None = None) -> Any:
    """Say which rows of a relation to many are wanted.

    Args:
        path: the relation; None for the one of the field's name.
        order_by: a field's name, or several, as for `QuerySet.order_by`; by default the model's own order.
        filter: which rows; by default those of the model's default manager.
        limit: how many rows each parent has at most.
    """
    order = tuple(cast("list[Any]", order_by)) if isinstance(order_by, list | tuple) else (order_by,)
    return FromRelation(path, order, filter, limit)


def computed(*, uses: Iterable[str]) -> Callable[[Callable[[Any], T]], Computed[T]]:
    """Make a property in Python, of the fields that are named; only these may be read in it."""
    return lambda function: Computed(function, uses)


declared: WeakSet[ShapeMeta] = WeakSet()
"""Every shape that there is."""


class _Body(dict[str, Any]):
    """The body of a shape's class: what is no default of Pydantic's never gets into it."""

    def __init__(self) -> None:
        super().__init__()
        self._sources: dict[str, Source] = {}
        super().__setitem__(SOURCES, self._sources)

    def __setitem__(self, name: str, value: Any) -> None:
        source = _source(value)
        if source is None:
            self._sources.pop(name, None)
            super().__setitem__(name, value)
            return
        self._sources[name] = source
        if isinstance(source, Computed):
            super().__setitem__(name, computed_field(property(source.function)))
        elif isinstance(source, FromField) and source.hidden:
            super().__setitem__(name, Field(exclude=True))


@dataclass_transform(kw_only_default=True, field_specifiers=(field, related, Field))
class ShapeMeta(ModelMetaclass):
    """The class of shapes. It has no `__new__`, since Pydantic looks for names in the frame that calls its own."""

    @classmethod
    def __prepare__(mcs, name: str, bases: tuple[type, ...], /, **_: Any) -> _Body:
        return _Body()

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], /, **_: Any) -> None:  # pyright: ignore[reportInconsistentConstructor]  # Pydantic's takes more, of its own
        super().__init__(name, bases, namespace)
        if getattr(cls, MODEL, None) is not None:
            declared.add(cls)

    @property
    def queries(cls) -> int:
        """How many queries it takes, whatever the data: one, and one for each relation to many."""
        from .compiling import compiled

        return len(compiled(cast(Any, cls)).queries)


def sources_of(shape: type[BaseModel]) -> Mapping[str, Source]:
    """Return where a shape's fields come from, inherited ones included."""
    found: dict[str, Source] = {}
    for each in reversed(shape.__mro__):
        for name in _annotated(each):
            found.pop(name, None)  # declared anew
        found |= each.__dict__.get(SOURCES, {})
    return found


def _annotated(kind: type) -> Iterable[str]:
    """Return the names that a class annotates itself, though what they are annotated with may not be known yet."""
    if sys.version_info >= (3, 14):
        from annotationlib import Format

        return get_annotations(kind, format=Format.FORWARDREF)
    return get_annotations(kind)


def _source(value: object) -> Source | None:
    if isinstance(value, FromField | FromRelation):
        return value
    if isinstance(value, Computed):
        return cast(Computed[Any], value)
    if hasattr(value, "resolve_expression") and not isinstance(value, type):
        return FromField(value)
    return None
