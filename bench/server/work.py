"""The work that every contender does: the same functions, models and data."""

from __future__ import annotations

from pydantic import BaseModel


class Echo(BaseModel):
    message: str


class Item(BaseModel):
    """Twenty fields, as a table's row has them."""

    id: int
    title: str
    body: str
    price: float
    stock: int
    weight: float
    active: bool
    colour: str
    size: str
    brand: str
    rating: float
    reviews: int
    country: str
    city: str
    street: str
    phone: str
    email: str
    created: str
    updated: str
    note: str | None = None


class Panel(BaseModel):
    user_id: int
    title: str
    unread: int


ITEMS = [
    {
        "id": number,
        "title": f"Item {number}",
        "body": "A sentence that describes it.",
        "price": 9.5 + number,
        "stock": number * 3,
        "weight": 0.25,
        "active": number % 2 == 0,
        "colour": "red",
        "size": "M",
        "brand": "Acme",
        "rating": 4.5,
        "reviews": 12,
        "country": "NL",
        "city": "Utrecht",
        "street": "Lange Nieuwstraat",
        "phone": "+31 30 000 00 00",
        "email": "shop@example.com",
        "created": "2026-01-01",
        "updated": "2026-02-01",
        "note": None,
    }
    for number in range(50)
]

PANELS = ("profile", "posts", "mail", "friends", "badges")


def echo(text: str) -> Echo:
    return Echo(message=text)


def panel(user_id: int, title: str) -> Panel:
    return Panel(user_id=user_id, title=title, unread=3)
