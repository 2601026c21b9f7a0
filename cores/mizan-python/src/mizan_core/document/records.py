"""The fields of models, dataclasses and TypedDicts, in one form."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Mapping
from typing import Annotated, Any, NotRequired, Required, get_args, get_origin, get_type_hints

from pydantic import AliasChoices, AliasPath, BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from .constraints import annotations_of, default_of, deprecation_of
from .forms import field_forms
from .generics import Given, substitute
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
    return _of_pydantic(model, model.model_fields, model.model_config.get("extra"), side)


def of_dataclass(annotation: type, given: Given, side: str) -> Record:
    """Read a dataclass, of the standard library or of Pydantic."""
    fields_of_pydantic = annotation.__dict__.get("__pydantic_fields__")
    if fields_of_pydantic is not None:
        config = getattr(annotation, "__pydantic_config__", {})
        return _of_pydantic(annotation, fields_of_pydantic, config.get("extra"), side, given)
    hints = get_type_hints(annotation, include_extras=True)
    fields: list[Field] = []
    for each in dataclasses.fields(annotation):
        if not each.init:
            continue
        hint = substitute(hints[each.name], given)
        has_default = each.default is not dataclasses.MISSING or each.default_factory is not dataclasses.MISSING
        shown = each.default is not dataclasses.MISSING and side == "input"
        extras = default_of(hint, each.default) if shown else {}
        fields.append(Field(each.name, hint, (), side == "output" or not has_default, extras))
    return Record(tuple(fields), own_docstring(annotation), None)


def of_typed_dict(annotation: Any, given: Given) -> Record:
    """Read a TypedDict; keys that may be absent may be absent on both sides."""
    hints = get_type_hints(annotation, include_extras=True)
    fields = [
        Field(name, substitute(_bare(hint), given), (), _needed(annotation, name, hint), {})
        for name, hint in hints.items()
    ]
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


def _of_pydantic(
    annotation: Any, infos: Mapping[str, FieldInfo], extra: str | None, side: str, given: Given | None = None
) -> Record:
    decorators = annotation.__pydantic_decorators__
    forms = field_forms(infos, decorators, side)
    fields = [
        _field(name, info, forms, given or {}, side)
        for name, info in infos.items()
        if (side == "input" and info.init is not False) or (side == "output" and not info.exclude and not info.init_var)
    ]
    if side == "output":
        for name, decorator in decorators.computed_fields.items():
            computed = decorator.info
            extras: Schema = {"description": computed.description} if computed.description else {}
            extras |= deprecation_of(computed)
            form = forms.get(name, computed.return_type)
            fields.append(Field(computed.alias or name, form, (), True, extras | {"readOnly": True}))
    additional = _EXTRA.get(extra)
    return Record(tuple(fields), own_docstring(annotation), additional if side == "input" or additional else None)


def _field(name: str, info: FieldInfo, forms: Mapping[str, Any], given: Given, side: str) -> Field:
    extras = annotations_of(info)
    annotation = substitute(info.annotation, given)
    metadata = tuple(info.metadata)
    required = getattr(info, "exclude_if", None) is None if side == "output" else info.is_required()
    if side == "input" and not required and info.default_factory is None and info.default is not PydanticUndefined:
        whole = Annotated[(annotation, *metadata)] if metadata else annotation
        extras |= default_of(whole, info.default)
    discriminator = info.discriminator if isinstance(info.discriminator, str) else None
    if name in forms:
        annotation, metadata, discriminator = forms[name], (), None
    chosen = _chosen_alias(info, side)
    if isinstance(chosen, AliasPath):  # it stands somewhere inside of what has this name
        return Field(str(chosen.path[0]), Any, (), required, {}, None)
    return Field(name if chosen is None else chosen, annotation, metadata, required, extras, discriminator)


def _chosen_alias(field: FieldInfo, side: str) -> str | AliasPath | None:
    chosen = field.serialization_alias if side == "output" else field.validation_alias
    if chosen is None:
        return field.alias
    return chosen.choices[0] if isinstance(chosen, AliasChoices) else chosen


def _needed(annotation: Any, name: str, hint: Any) -> bool:
    """Tell whether a key must be there; `__required_keys__` cannot, where annotations are strings."""
    if get_origin(hint) in (Required, NotRequired):
        return get_origin(hint) is Required
    return name in annotation.__required_keys__


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) in (Required, NotRequired):
        annotation = get_args(annotation)[0]
    return annotation
