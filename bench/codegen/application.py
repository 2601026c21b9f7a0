"""One application with many functions, written twice: for Mizan, and as FastAPI routes."""

from __future__ import annotations

PER_CONTEXT = 5
"""Queries, and mutations, of one context."""

_MODELS = '''"""The types of an application of {count} functions."""

from datetime import datetime
from typing import Annotated, Literal

from annotated_types import Ge
from pydantic import BaseModel, Field


class Money(BaseModel):
    amount: float
    currency: str = "EUR"


class Address(BaseModel):
    """Where somebody lives."""

    street: str
    city: str
    country: str = Field("NL", min_length=2, max_length=2)
'''

_MODEL = '''

class Item{n}(BaseModel):
    """The item number {n}."""

    id: int
    title: str = Field(description="What it is called.")
    state: Literal["new", "used"] = "new"
    price: Money
    sold_at: datetime | None = None
    tags: list[str] = []
{more}

class Page{n}(BaseModel):
    items: list[Item{n}]
    ship_to: Address | None
    total: Annotated[int, Ge(0)]
'''

_FIELD = "    weight: float | None = None\n"
"""What one model gets when the application changes."""

_FUNCTIONS = '''"""{count} functions of Mizan's."""

from typing import Annotated

from annotated_types import Ge, Le
from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from models import *

registry = Registry()
'''

_FUNCTION = '''

@register(registry=registry)
@client(context="context_{context}", auth=True)
def list_items_{n}(user_id: int, limit: Annotated[int, Ge(1), Le(100)] = 20) -> Page{n}:
    """List the items of kind {n}."""
    ...


@register(registry=registry)
@client(affects="context_{context}", auth=True)
def update_item_{n}(user_id: int, item: Item{n}, note: str = "") -> Item{n}:
    """Change an item of kind {n}."""
    ...
'''

_ROUTES = '''"""The same {count} functions as routes of FastAPI's."""

from typing import Annotated

from fastapi import Body, FastAPI, Query
from models import *

app = FastAPI(generate_unique_id_function=lambda route: route.name)
'''

_ROUTE = '''

@app.get("/users/{{user_id}}/items_{n}", tags=["context_{context}"])
def list_items_{n}(user_id: int, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Page{n}:
    """List the items of kind {n}."""
    ...


@app.put("/users/{{user_id}}/items_{n}", tags=["context_{context}"])
def update_item_{n}(
    user_id: int, item: Annotated[Item{n}, Body(embed=True)], note: Annotated[str, Body()] = ""
) -> Item{n}:
    """Change an item of kind {n}."""
    ...
'''


def application(count: int, *, changed: bool = False) -> dict[str, str]:
    """Return the files of an application of `count` functions, half of them queries; one field more if it changed."""
    pairs = range(count // 2)
    models = [_MODEL.format(n=n, more=_FIELD if changed and n == 0 else "") for n in pairs]
    places = [{"n": n, "context": n // PER_CONTEXT} for n in pairs]
    return {
        "models.py": "".join([_MODELS.format(count=count), *models]),
        "functions.py": "".join([_FUNCTIONS.format(count=count), *(_FUNCTION.format(**each) for each in places)]),
        "routes.py": "".join([_ROUTES.format(count=count), *(_ROUTE.format(**each) for each in places)]),
    }
