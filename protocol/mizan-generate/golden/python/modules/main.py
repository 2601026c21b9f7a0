"""Types of one name in several modules, and inside one another."""

from blog import models as blog
from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel
from shop import models as shop

registry = Registry()


class Item(BaseModel):
    own: bool


class Order(BaseModel):
    class Line(BaseModel):
        count: int

    lines: list[Line]


class OrderInput(BaseModel):
    text: str


@register(registry=registry)
@client
def mix(item: Item, sold: shop.Item, written: blog.Item) -> tuple[Item, shop.Item, blog.Item, blog.Author]:
    return item, sold, written, blog.Author(name="Ada")


@register(registry=registry)
@client
def order(value: OrderInput) -> Order:
    return Order(lines=[])
