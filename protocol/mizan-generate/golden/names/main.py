"""Names that a language might stumble over."""

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field
from shop import Item as ShopItem

registry = Registry()


class Item(BaseModel):
    """An item, not the shop's. /* A comment inside */ does not end here."""

    name: str


class Order(BaseModel):
    größe: int
    class_: str = Field(alias="class")
    content_type: str = Field(alias="content-type", description="As in HTTP; 'text/plain' with quotes.")
    quote: str = Field("", alias='it\'s "quoted"\n')
    proto: int = Field(0, alias="__proto__")
    items: list[Item]
    bought: list[ShopItem]


@register("delete", registry=registry)
@client(affects="list")
def remove(new: int, default: bool = False) -> None:
    """Remove an order.  */ export const stolen = 1 /*"""


@register("import.new", registry=registry)
@client
def load(arguments: list[str], eval: int = 0) -> Order | None:
    return None


@register("list.all_2_orders", registry=registry)
@client(context="list")
def everything() -> list[Order]:
    return []


class SearchResult(BaseModel):
    hits: int


@register(registry=registry)
@client
def search(text: str) -> list[SearchResult]:
    return []


class EchoResult(BaseModel):
    text: str


@register(registry=registry)
@client
def echo(text: str) -> EchoResult:
    return EchoResult(text=text)
