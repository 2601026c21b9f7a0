"""The larger of two servers behind one client; it is mounted where servers usually are."""

from mizan_core import MizanError
from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel

registry = Registry()


class Price(BaseModel):
    """What something costs, in cents."""

    cents: int


class Product(BaseModel):
    id: int
    title: str
    price: Price


class TooOften(MizanError):
    """Ask again later."""

    code = "TOO_OFTEN"
    status = 429
    details: Price


@register(registry=registry)
@client(context="global")
def shop_name() -> str:
    return "Wool & more"


@register(registry=registry)
@client(context="product", raises=[TooOften])
def product(product_id: int) -> Product:
    return Product(id=product_id, title="Wool", price=Price(cents=500))


@register(registry=registry)
@client(context="product")
def stock(product_id: int) -> int:
    return 3


@register(registry=registry)
@client(affects="product")
def rename(product_id: int, title: str) -> None: ...


@register(registry=registry)
@client(affects="*")
def logout() -> None:
    """Sign out, of both servers."""
