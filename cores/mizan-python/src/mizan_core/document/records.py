"""The fields of models, dataclasses and TypedDicts, in one form."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Mapping
from typing import Annotated, Any, NotRequired, Required, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from .constraints import annotations_of, default_of
from .scalars import Schema


@dataclasses.dataclass(frozen=True)
class Field:
    """One field under its name on the wire; `extras` are schema keywords that come last."""

    name: str
    annotation: Any
    metadata: tuple[Any, ...]
    required: bool
    extras: Schema
    discriminator: str | None = None
    """The member that tells the members of a union apart."""


@dataclasses.dataclass(frozen=True)
class Record:
    """The fields of a type; `additional` is None where further names are passed over."""

    fields: tuple[Field, ...]
    description: str
    additional: bool | None


_EXTRA: Mapping[str | None, bool | None] = {"forbid": False, "allow": True}


def of_model(model: type[BaseModel], side: str) -> Record:
    """Read a Pydantic model; on the output side every field is present, computed ones too."""
    model.model_rebuild()  # resolves names that were not defined yet when the class was
    fields = [
        _model_field(name, field, side)
        for name, field in model.model_fields.items()
        if side == "input" or not field.exclude
    ]
    if side == "output":
        for name, computed in model.model_computed_fields.items():
            extras: Schema = {"description": computed.description} if computed.description else {}
            fields.append(Field(computed.alias or name, computed.return_type, (), True, extras | {"readOnly": True}))
    extra = _EXTRA.get(model.model_config.get("extra"))
    return Record(tuple(fields), own_docstring(model), extra if side == "input" or extra else None)


def of_dataclass(annotation: type, side: str) -> Record:
    """Read a dataclass, of the standard library or of Pydantic."""
    hints = get_type_hints(annotation, include_extras=True)
    fields: list[Field] = []
    for each in dataclasses.fields(annotation):
        if not each.init:
            continue
        has_default = each.default is not dataclasses.MISSING or each.default_factory is not dataclasses.MISSING
        shown = each.default is not dataclasses.MISSING and side == "input"
        extras = default_of(hints[each.name], each.default) if shown else {}
        fields.append(Field(each.name, hints[each.name], (), side == "output" or not has_default, extras))
    return Record(tuple(fields), own_docstring(annotation), None)


def of_typed_dict(annotation: Any) -> Record:
    """Read a TypedDict; keys that may be absent may be absent on both sides."""
    hints = get_type_hints(annotation, include_extras=True)
    fields = [Field(name, _bare(hint), (), _needed(annotation, name, hint), {}) for name, hint in hints.items()]
    return Record(tuple(fields), own_docstring(annotation), None)


def own_docstring(annotation: Any) -> str:
    """Return a type's docstring, unless it was written by a machine or inherited."""
    text = annotation.__dict__.get("__doc__") or ""
    if dataclasses.is_dataclass(annotation) and text.startswith(f"{annotation.__name__}("):  # type: ignore[union-attr]  # a class
        return ""
    return inspect.cleandoc(text)


def overrides_schema(annotation: type) -> bool:
    """Tell whether a type brings a schema of its own, which only Pydantic can read."""
    hooks = ("__get_pydantic_core_schema__", "__get_pydantic_json_schema__")
    return any(
        hook in base.__dict__
        for base in annotation.__mro__
        if not base.__module__.startswith("pydantic")
        for hook in hooks
    )


def _model_field(name: str, field: FieldInfo, side: str) -> Field:
    extras = annotations_of(field)
    required = side == "output" or field.is_required()
    if side == "input" and not required and field.default_factory is None and field.default is not PydanticUndefined:
        whole = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        extras |= default_of(whole, field.default)
    discriminator = field.discriminator if isinstance(field.discriminator, str) else None
    return Field(_alias(name, field, side), field.annotation, tuple(field.metadata), required, extras, discriminator)


def _alias(name: str, field: FieldInfo, side: str) -> str:
    chosen = field.serialization_alias if side == "output" else field.validation_alias
    choices = getattr(chosen, "choices", None)
    if choices:
        chosen = choices[0]
    return chosen if isinstance(chosen, str) else field.alias or name


def _needed(annotation: Any, name: str, hint: Any) -> bool:
    """Tell whether a key must be there; `__required_keys__` cannot, where annotations are strings."""
    if get_origin(hint) in (Required, NotRequired):
        return get_origin(hint) is Required
    return name in annotation.__required_keys__


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) in (Required, NotRequired):
        annotation = get_args(annotation)[0]
    return annotation
