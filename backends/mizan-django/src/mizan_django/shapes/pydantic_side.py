"""What Pydantic would do to the values of a shape."""

from __future__ import annotations

from pydantic import BaseModel
from pydantic.errors import PydanticUndefinedAnnotation, PydanticUserError

from .declaration import sources_of

_PLAIN_CONFIG = frozenset(
    {"alias_generator", "from_attributes", "frozen", "json_schema_extra", "populate_by_name", "protected_namespaces"}
    | {"serialize_by_alias", "title", "use_attribute_docstrings", "validate_by_alias", "validate_by_name"}
)
"""What of a model's configuration changes no value."""

_VALIDATORS = ("validators", "field_validators", "root_validators", "model_validators")
_SERIALIZERS = ("field_serializers", "model_serializers")


def unreadable(shape: type[BaseModel]) -> str | None:
    """Return why a shape's annotations cannot be read now that all modules are loaded; None where they can."""
    try:
        shape.model_rebuild()
    except (PydanticUndefinedAnnotation, PydanticUserError, NameError) as error:
        return str(error).splitlines()[0].rstrip(".")
    return None


def is_plain(shape: type[BaseModel]) -> bool:
    """Tell whether Pydantic would neither change nor refuse what a model's fields give, but for single values."""
    decorators = shape.__pydantic_decorators__
    sources, fields = sources_of(shape), shape.model_fields.values()
    return (
        not any(getattr(decorators, each) for each in (*_VALIDATORS, *_SERIALIZERS))
        and set(shape.model_config) <= _PLAIN_CONFIG
        and all(each.exclude in (None, True) and getattr(each, "exclude_if", None) is None for each in fields)
        and all(name in sources for name in decorators.computed_fields)
        and shape.model_post_init is BaseModel.model_post_init
    )
