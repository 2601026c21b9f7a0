"""Values that are written otherwise than they are read."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    PlainSerializer,
    field_serializer,
    field_validator,
    model_serializer,
)

registry = Registry()
Cents = Annotated[Decimal, PlainSerializer(lambda value: int(value * 100), return_type=int)]
Lenient = Annotated[int, BeforeValidator(int, json_schema_input_type=int | str)]


class Item(BaseModel):
    price: Cents
    count: Lenient
    seen: datetime | None = None
    code: Annotated[str, AfterValidator(str.upper)]
    words: list[str]

    @field_serializer("seen", when_used="unless-none")
    def _write_seen(self, seen: datetime) -> float:
        return seen.timestamp()

    @field_validator("words", mode="before", json_schema_input_type=str | list[str])
    @classmethod
    def _read_words(cls, words: Any) -> Any:
        return words.split() if isinstance(words, str) else words


class Pair(BaseModel):
    left: Item
    right: Item

    @model_serializer
    def _write(self) -> list[Item]:
        return [self.left, self.right]


@register(registry=registry)
@client
def items(item: Item) -> Item:
    return item


@register(registry=registry)
@client
def pairs(pair: Pair) -> dict[str, Pair]:
    return {"it": pair}
