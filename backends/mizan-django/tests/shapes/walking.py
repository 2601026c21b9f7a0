"""What a shape must give: a walk over instances, one attribute after the other, dumped by Pydantic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args, get_origin

from django.db.models import Manager, Model
from mizan_core import wire_types
from mizan_django.shapes.declaration import FromField, FromRelation, sources_of
from pydantic import BaseModel, TypeAdapter

MISSING = "mizan_missing"


def walked(shape: type[BaseModel], instances: Iterable[Model]) -> bytes:
    """Return the JSON of instances."""
    adapter: Any = TypeAdapter(list[shape])
    found = adapter.validate_python([_object(shape, each) for each in instances], by_name=True)
    return wire_types.serializer(adapter.core_schema).to_json(found, by_alias=True)


def _object(shape: type[BaseModel], instance: Model) -> dict[str, Any]:
    sources = sources_of(shape)
    return {
        name: _value(info.annotation, sources.get(name), name, instance) for name, info in shape.model_fields.items()
    }


def _value(annotation: Any, source: Any, name: str, instance: Model) -> Any:
    if isinstance(source, FromField) and source.source is not None and not isinstance(source.source, str):
        found = type(instance)._base_manager.filter(pk=instance.pk).annotate(mizan_value=source.source)
        return found.values_list("mizan_value", flat=True).get()
    path = source.path if isinstance(source, FromRelation) else getattr(source, "source", None)
    value: Any = instance
    for part in (path or name).split("__"):
        value = _attribute(value, part)
    inner = [each for each in (annotation, *get_args(annotation)) if _is_shape(each)]
    if value is None and get_origin(annotation) is list:
        return []
    if isinstance(value, Manager):
        return [_object(inner[0], each) for each in _wanted(value, source)]
    return _object(inner[0], value) if inner and value is not None else value


def _attribute(value: Any, name: str) -> Any:
    """Return an attribute; None where a relation leads nowhere."""
    found = None if value is None else getattr(value, name, None)
    if type(found).__name__ == "FieldFile":
        return found.url if found else None
    return bytes(found) if isinstance(found, memoryview) else found


def _wanted(manager: Any, source: Any) -> list[Model]:
    found = manager.all()
    wanted = source if isinstance(source, FromRelation) else FromRelation(None, (), None, None)
    if wanted.filter is not None:
        found = found.filter(wanted.filter)
    order = wanted.order_by or found.model._meta.ordering
    return list(found.order_by(*order, "pk")[: wanted.limit])


def _is_shape(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
