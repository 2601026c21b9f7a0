"""What Pydantic's page on fields describes: defaults, bounds, and what is hidden, deprecated or computed."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID, uuid4

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field, computed_field
from typing_extensions import deprecated

registry = Registry()
Even = Annotated[int, Field(multiple_of=2)]


class Bean(BaseModel):
    kind: Literal["bean"] = "bean"
    roast: int = Field(3, ge=1, le=5, description="From light to dark.")


class Leaf(BaseModel):
    kind: Literal["leaf"]
    steeped: float = Field(gt=0, lt=600, allow_inf_nan=False)


class Order(BaseModel):
    id: UUID = Field(default_factory=uuid4)
    email: str
    contact: str = Field(default_factory=lambda data: data["email"])
    cups: Even = Field(2, validate_default=True)
    code: str = Field(strict=True, min_length=3, max_length=8, pattern=r"^[a-z]+$", examples=["abc", "latte"])
    price: Decimal = Field(max_digits=6, decimal_places=2)
    drink: Bean | Leaf = Field(discriminator="kind")
    extras: list[Annotated[str, Field(min_length=1)]] = Field(default=[], max_length=4)
    notes: dict[Annotated[str, Field(pattern="^n")], int] = {}
    paid: bool = Field(False, frozen=True, repr=False, title="Whether it is paid")
    pin: str = Field("0000", exclude=True)
    table: int | None = Field(None, deprecated="Ask for the seat.")
    seat: Annotated[str | None, Field(description="Where it goes.", json_schema_extra={"x-hint": "window"})] = None
    waiter: Annotated[str, deprecated("There is none.")] = ""

    @computed_field(description="What it comes to.", examples=[4.5])
    @property
    def total(self) -> float:
        return float(self.price) * self.cups

    @computed_field
    @property
    @deprecated("Use total.")
    def sum(self) -> int:
        return round(self.total)


@register(registry=registry)
@client
def order(order: Order, tip: Annotated[int, Field(ge=0, description="For the waiter.")] = 0) -> Order:
    return order
