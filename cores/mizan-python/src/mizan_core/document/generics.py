"""Generic types: what their parameters stand for, and names for them that can be read."""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Mapping
from enum import Enum
from types import NoneType
from typing import Annotated, Any, ForwardRef, Literal, TypeVar, Union, get_args, get_origin

Given = Mapping[Any, Any]
"""What stands for each parameter."""


def is_alias(annotation: Any) -> bool:
    """Tell whether something was declared by `type`, or by `TypeAliasType` of either library."""
    return type(annotation).__name__ == "TypeAliasType"


def aliased(alias: Any) -> Any:
    """Return what an alias stands for; names that were not defined yet when it was are looked up in its module."""
    return _evaluated(alias.__value__, vars(sys.modules[alias.__module__]))


def given_to(origin: Any, arguments: tuple[Any, ...]) -> Given:
    """Return what stands for each parameter of a generic type that got these arguments."""
    parameters = getattr(origin, "__type_params__", ()) or getattr(origin, "__parameters__", ())
    return dict(zip(parameters, arguments, strict=False))


def substitute(annotation: Any, given: Given) -> Any:
    """Return an annotation with what stands for its parameters."""
    if isinstance(annotation, TypeVar):
        return given.get(annotation, annotation)
    parameters = _parameters(annotation)
    if not given or not parameters:
        return annotation
    return annotation[tuple(given.get(each, each) for each in parameters)]


def type_name(annotation: Any) -> str:
    """Return a name for a type: that of its class, followed by those of what it was given."""
    origin, arguments = _parts(annotation)
    if origin is Annotated:
        return type_name(arguments[0])
    if origin in (Union, types.UnionType, Literal):
        return "Or".join(map(type_name if origin is not Literal else _value_name, arguments))
    own = _words("Null" if origin is NoneType or origin is None else getattr(origin, "__name__", str(origin)))
    return own + "".join(type_name(each) for each in arguments if each is not Ellipsis)


def module_of(annotation: Any) -> str:
    """Return the module that declares a type."""
    origin, _ = _parts(annotation)
    return getattr(origin, "__module__", None) or ""


def place(annotation: Any) -> tuple[str, str, str]:
    """Return where a type is declared, for sorting."""
    origin, _ = _parts(annotation)
    return module_of(annotation), getattr(origin, "__qualname__", ""), type_name(annotation)


def _parts(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return a generic type and what it was given; Pydantic makes a class of its own of the two."""
    made = getattr(annotation, "__pydantic_generic_metadata__", None)
    if made and made["origin"] is not None:
        return made["origin"], made["args"]
    origin = get_origin(annotation)
    return (annotation, ()) if origin is None else (origin, get_args(annotation))


def _parameters(annotation: Any) -> tuple[Any, ...]:
    """Return the parameters that are open in a use of a generic type; a class that is merely named has none."""
    if not isinstance(annotation, type) or isinstance(annotation, types.GenericAlias):
        return getattr(annotation, "__parameters__", ())
    made = getattr(annotation, "__pydantic_generic_metadata__", None)
    return made["parameters"] if made and made["origin"] is not None else ()


def _evaluated(annotation: Any, names: dict[str, Any]) -> Any:
    """Resolve what is spelt as a string, at any depth."""
    if isinstance(annotation, ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        return _evaluated(eval(annotation, names), names)  # as `typing` does
    arguments = get_args(annotation)
    if not arguments or get_origin(annotation) is Literal:
        return annotation
    evaluated = tuple(_evaluated(each, names) for each in arguments)
    if evaluated == arguments:
        return annotation
    if get_origin(annotation) is Annotated:
        return Annotated[(evaluated[0], *arguments[1:])]
    if get_origin(annotation) in (Union, types.UnionType):
        return Union[evaluated]  # noqa: UP007  # its members are known at run time only
    origin: Any = get_origin(annotation)
    return origin[evaluated]


def _words(text: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", text))


def _value_name(value: Any) -> str:
    return _words(str(value.value if isinstance(value, Enum) else value))
