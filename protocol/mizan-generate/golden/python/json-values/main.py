"""Whatever JSON holds."""

from typing import Any

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Json, JsonValue, RootModel
from typing_extensions import TypeAliasType

registry = Registry()
Tree = TypeAliasType("Tree", "dict[str, Tree] | list[Tree] | str | int | None")


class Scalar(RootModel[bool | int | str | None]): ...


class Values(BaseModel):
    anything: Any
    something: object
    json_value: JsonValue
    optional: Any | None = None
    parsed: Json[list[int]]
    tree: Tree
    scalar: Scalar
    bare: list


@register(registry=registry)
@client
def values(value: Values) -> Values:
    return value
