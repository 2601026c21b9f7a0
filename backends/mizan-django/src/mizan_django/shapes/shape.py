"""`Shape[Model]`: what a page needs of a model, said once as a class."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from asgiref.sync import sync_to_async
from django.db.models import Manager, Model, QuerySet
from django.db.models.manager import BaseManager
from django.db.models.query import ModelIterable
from pydantic import BaseModel

from .compiling import compiled
from .declaration import MODEL, ShapeMeta
from .rows import Rows

M = TypeVar("M", bound=Model)

if TYPE_CHECKING:

    class _Base(BaseModel, Generic[M], metaclass=ShapeMeta): ...
else:

    class _Base(BaseModel, metaclass=ShapeMeta):
        """Not generic when it runs: what stands in brackets is no type of a field."""

        def __class_getitem__(cls, model: Any) -> Any:
            return cls if isinstance(model, TypeVar) else _of(cls, model)


class Shape(_Base[M]):
    """What a page needs of a model: a Pydantic model whose fields come from the database in a fixed number of queries.

    A field takes the value of the model's field of its name, or what stands behind it: `field(…)`, `related(…)`, an
    expression of Django's. Fields that are shapes, or lists of shapes, follow relations.
    """

    @classmethod
    def of(cls, queryset: QuerySet[M] | Manager[M]) -> Rows[Self]:
        """Return the rows of a queryset in this shape; the database is asked when they are read or written."""
        plan = compiled(cls)
        return cast("Rows[Self]", Rows(plan, _checked(queryset, plan.model, cls.__name__)))

    @classmethod
    def one(cls, queryset: QuerySet[M] | Manager[M]) -> Self | None:
        """Return the only row of a queryset, None where there is none.

        Raises:
            MultipleObjectsReturned: there are several.
        """
        plan = compiled(cls)
        found = cls.of(_checked(queryset, plan.model, cls.__name__)[:2])
        if len(found) > 1:
            raise cast(Any, plan.model).MultipleObjectsReturned(f"{cls.__name__}.one found several rows.")
        return found[0] if found else None

    @classmethod
    async def aone(cls, queryset: QuerySet[M] | Manager[M]) -> Self | None:
        """Return the only row of a queryset, as `one` does, in an event loop."""
        return await sync_to_async(cls.one)(queryset)


@cache
def _of(base: Any, model: type[Model]) -> Any:
    """Return the base class of all shapes of a model.

    Raises:
        TypeError: it is no model that has a table.
    """
    if not (isinstance(model, type) and issubclass(model, Model)) or model._meta.abstract:  # pyright: ignore[reportUnnecessaryIsInstance]  # users' input
        raise TypeError(f"Shape[…] wants a model that has a table, not {model!r}.")
    return cast(Any, ShapeMeta)(f"{base.__name__}[{model.__name__}]", (base,), {"__module__": __name__, MODEL: model})


def _checked(queryset: Any, model: type[Model], shape: str) -> Any:
    """Return a queryset of a shape's model.

    Raises:
        TypeError: it is something else.
    """
    given = type(queryset).__name__
    found: Any = cast(Any, queryset).all() if isinstance(queryset, BaseManager) else queryset
    if not isinstance(found, QuerySet):
        raise TypeError(f"{shape} wants a queryset of {model.__name__}, not {given}.")
    found = cast(Any, found)
    if not issubclass(found.model, model._meta.concrete_model or model):
        raise TypeError(f"{shape} wants a queryset of {model.__name__}, not one of {found.model.__name__}.")
    if found._iterable_class is not ModelIterable:
        raise TypeError(f"{shape} says itself what it needs: give it the queryset without values(…).")
    return found
