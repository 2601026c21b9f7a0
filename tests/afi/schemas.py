"""The JSON Schemas of the protocol, ready to validate with."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from .requirements import SPEC

SCHEMAS = SPEC / "schemas"


@cache
def schema(name: str) -> Any:
    """Return one schema by its file's name."""
    return json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))


def names() -> list[str]:
    """Return the names of all schemas."""
    return sorted(path.stem for path in SCHEMAS.glob("*.json"))


def problems(name: str, instance: Any) -> list[str]:
    """Return what is wrong with an instance, one line per problem."""
    validator: Any = _validator(name)  # jsonschema's own types are partial
    return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(instance)]


def check(name: str) -> None:
    """Raise unless a schema is one itself."""
    Draft202012Validator.check_schema(schema(name))


@cache
def _validator(name: str) -> Draft202012Validator:
    resources = [(schema(each)["$id"], Resource.from_contents(schema(each))) for each in names()]
    registry: Registry[Any] = Registry[Any]().with_resources(resources)
    return Draft202012Validator(schema(name), registry=registry)
