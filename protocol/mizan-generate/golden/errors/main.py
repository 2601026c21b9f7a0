"""Errors of one's own, as unions that TypeScript can tell apart."""

from mizan_core import MizanError, NotFound
from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel

registry = Registry()


class StockLevel(BaseModel):
    left: int


class OutOfStock(MizanError):
    """There are not enough left."""

    code = "OUT_OF_STOCK"
    status = 409
    details: StockLevel


class Closed(MizanError):
    """The shop is closed."""

    code = "CLOSED"
    status = 403


@register(registry=registry)
@client(raises=[OutOfStock, Closed, NotFound])
def buy(item: int, count: int = 1) -> int:
    """Buy something."""
    return count


@register(registry=registry)
@client(context="item", raises=[NotFound])
def price(item: int) -> float:
    return 1.5
