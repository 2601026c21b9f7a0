"""What may be null, and what may be left out."""

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field

registry = Registry()


class Optional(BaseModel):
    required: int
    nullable: int | None
    defaulted: int = 5
    both: int | None = None
    made: list[int] = Field(default_factory=list)
    nested: "Optional | None" = None


@register(registry=registry)
@client(context="optional")
def optional(a: int, b: int | None, c: int = 1, d: int | None = None) -> Optional:
    return Optional(required=a, nullable=b)


@register(registry=registry)
@client
def put(value: Optional | None = None) -> Optional | None:
    return value


@register(registry=registry)
@client
def nothing() -> None: ...
