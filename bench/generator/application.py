"""A Python module with many functions, as an application of that size has them."""

from __future__ import annotations

HEAD = '''"""An application of {count} functions."""

from datetime import datetime
from typing import Annotated

from annotated_types import Ge, Le
from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field

registry = Registry()


class Money(BaseModel):
    amount: float
    currency: str = "EUR"


class Address(BaseModel):
    """Where somebody lives."""

    street: str
    city: str
    country: str = Field("NL", min_length=2, max_length=2)
'''

QUERY = '''

class Item{n}(BaseModel):
    """The item number {n}."""

    id: int
    title: str = Field(description="What it is called.")
    price: Money
    sold_at: datetime | None = None
    tags: list[str] = []


class Page{n}(BaseModel):
    items: list[Item{n}]
    ship_to: Address | None
    total: Annotated[int, Ge(0)]


@register(registry=registry)
@client(context="context_{context}", auth=True)
def list_items_{n}(user_id: int, limit: Annotated[int, Ge(1), Le(100)] = 20) -> Page{n}:
    """List the items of kind {n}."""
    ...
'''

MUTATION = '''

@register(registry=registry)
@client(affects="context_{context}", auth=True)
def update_item_{n}(user_id: int, item: Item{n}, note: str = "") -> Item{n}:
    """Change an item of kind {n}."""
    ...
'''


def module_text(count: int) -> str:
    """Return the source of a module with `count` functions, half of them queries, five per context."""
    parts = [HEAD.format(count=count)]
    for n in range(count // 2):
        parts += [part.format(n=n, context=n // 5) for part in (QUERY, MUTATION)]
    return "".join(parts)
