"""Plain calls: arguments, results and what may go wrong between them."""

from __future__ import annotations

from typing import Any

from mizan_core.client.function import client
from pydantic import BaseModel, Field, JsonValue

from .. import host
from .registry import register


class Echo(BaseModel):
    message: str


class Mixed(BaseModel):
    flag: bool
    ratio: float
    note: str | None = None


class Line(BaseModel):
    """One line of an order."""

    sku: str = Field(min_length=1, max_length=20, description="Stock keeping unit.")
    count: int = Field(ge=1, le=99)


class Order(BaseModel):
    lines: list[Line]
    coupon: str | None = None


class Public(BaseModel):
    name: str


class Secret(Public):
    password: str


@register("echo")
@client
def echo(text: str) -> Echo:
    """Say the same again."""
    return Echo(message=text)


@register("add")
@client
def add(a: int, b: int = 1) -> int:
    return a + b


@register("ping")
@client
async def ping() -> str:
    return "pong"


@register("nothing")
@client
def nothing() -> None:
    return None


@register("tasks.count")
@client
def count_tasks() -> int:
    return 3


@register("reflect")
@client
def reflect(value: JsonValue) -> JsonValue:
    return value


@register("mix")
@client
def mix(flag: bool, ratio: float, note: str | None = None) -> Mixed:
    return Mixed(flag=flag, ratio=ratio, note=note)


@register("place_order")
@client
def place_order(order: Order) -> Order:
    return order


@register("special_names")
@client
def special_names(schema: str, copy: int, constructor: str = "", json: bool = False) -> dict[str, JsonValue]:
    return {"schema": schema, "copy": copy, "constructor": constructor, "json": json, "__proto__": "data"}


@register("whoami")
@client
def whoami(request: Any) -> str | None:
    return host.name_of(request)


@register("leaky")
@client
def leaky() -> Public:
    return Secret(name="Ada", password="hunter2")


@register("leaky_dict")
@client
def leaky_dict() -> Public:
    return {"name": "Ada", "password": "hunter2"}  # type: ignore[return-value]  # the mistake under test


@register("misfit")
@client
def misfit() -> int:
    return "hunter2"  # type: ignore[return-value]  # the mistake under test


@register("not_finite")
@client
def not_finite() -> list[float]:
    return [float("nan"), float("inf"), 1.5]
