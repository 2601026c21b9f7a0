"""Forms: what validators and serialisers say that a type looks like on the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import NoneType
from typing import Annotated, Any, get_args, get_type_hints

from pydantic import (
    BaseModel,
    BeforeValidator,
    Json,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    WrapSerializer,
    WrapValidator,
)
from pydantic_core import PydanticUndefined

Form = Any
"""The annotation that describes the wire in place of the declared one."""

_JSON_TEXT = Annotated[str, WithJsonSchema({"type": "string", "contentMediaType": "application/json"})]


def form_of(annotation: Any, metadata: Iterable[Any], side: str) -> tuple[Form] | None:
    """Return how an annotated type is read or written, None where it is as declared."""
    for each in reversed(list(metadata)):
        if side == "output" and isinstance(each, PlainSerializer | WrapSerializer):
            written = _written(annotation, each.func, each.return_type, each.when_used)
        elif side == "input" and isinstance(each, BeforeValidator | PlainValidator | WrapValidator):
            written = _read(each.json_schema_input_type)
        elif side == "input" and _is_json(each):
            written = (_JSON_TEXT,)
        else:
            continue
        if written is not None:
            return written
    return None


def field_forms(fields: Mapping[str, Any], decorators: Any, side: str) -> Mapping[str, Form]:
    """Return how the fields of a model are read or written whose decorated methods say so."""
    forms: dict[str, Form] = {}
    if decorators is None:
        return forms
    found = decorators.field_serializers if side == "output" else decorators.field_validators
    for each in found.values():
        for name in fields if "*" in each.info.fields else each.info.fields:
            if name not in fields:
                continue
            form = (
                _written(fields[name].annotation, each.func, each.info.return_type, each.info.when_used)
                if side == "output"
                else _read(each.info.json_schema_input_type)
            )
            if form is not None:
                forms[name] = form[0]
    return forms


def model_form(model: type[BaseModel]) -> tuple[Form] | None:
    """Return what a model as a whole is written as, None where it is written as its fields."""
    for each in model.__pydantic_decorators__.model_serializers.values():
        return _written(model, each.func, each.info.return_type, each.info.when_used)
    return None


def _written(annotation: Any, serialiser: Callable[..., Any], declared: Any, when_used: str) -> tuple[Form]:
    """Return what a serialiser returns: anything, unless it says what."""
    returned = _returned(serialiser) if declared is PydanticUndefined else declared
    if when_used.endswith("unless-none") and NoneType in get_args(annotation):
        return (returned | None if returned is not Any else Any,)
    return (returned,)


def _is_json(metadata: Any) -> bool:
    """Tell whether a value travels as text that holds JSON; the marker is a class, or one of it."""
    marker: Any = Json
    return metadata is marker or type(metadata) is marker


def _read(declared: Any) -> tuple[Form] | None:
    return None if declared is PydanticUndefined else (declared,)


def _returned(serialiser: Callable[..., Any]) -> Any:
    while hasattr(serialiser, "func"):
        serialiser = serialiser.func  # pyright: ignore[reportFunctionMemberAccess]  # a partial one
    try:
        hints = get_type_hints(getattr(serialiser, "__func__", serialiser), include_extras=True)
    except Exception:  # a name that nobody but the class's own body knows
        return Any
    return hints.get("return", Any)
