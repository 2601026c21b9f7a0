"""In the manner of a payment provider: things that are an id or, expanded, the whole object; cycles among them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar

from mizan_core.client.function import client
from mizan_core.errors import MizanError
from mizan_core.registry import Registry, register
from mizan_core.types import BigInt
from pydantic import BaseModel, Field

registry = Registry()
T = TypeVar("T")
Currency = Annotated[str, Field(pattern="^[a-z]{3}$", examples=["eur"])]


class Listing(BaseModel, Generic[T]):
    object: Literal["list"] = "list"
    data: list[T]
    has_more: bool
    url: str


class Customer(BaseModel):
    id: str
    object: Literal["customer"] = "customer"
    balance: BigInt
    default_source: str | Card | BankAccount | None = None
    invoices: Listing[Invoice] | None = None
    metadata: dict[str, str] = {}


class DeletedCustomer(BaseModel):
    id: str
    object: Literal["customer"] = "customer"
    deleted: Literal[True]


class Card(BaseModel):
    object: Literal["card"]
    last4: str
    customer: str | Customer | DeletedCustomer | None = None


class BankAccount(BaseModel):
    object: Literal["bank_account"]
    routing_number: str | None = None


class Invoice(BaseModel):
    id: str
    customer: str | Customer | DeletedCustomer
    total: Decimal
    currency: Currency
    lines: Listing[Line]
    payment_intent: str | PaymentIntent | None = None


class Line(BaseModel):
    amount: Decimal
    period: dict[Literal["start", "end"], int]


class RequiresAction(BaseModel):
    status: Literal["requires_action"]
    next_action: dict[str, str | None]


class Succeeded(BaseModel):
    status: Literal["succeeded"]
    invoice: str | Invoice | None = None


class PaymentIntent(BaseModel):
    id: str
    state: Annotated[RequiresAction | Succeeded, Field(discriminator="status")]


class CardDeclined(MizanError):
    """The bank said no."""

    code = "CARD_DECLINED"
    status = 402
    details: Card


@register("customers.retrieve", registry=registry)
@client(context="customer")
def retrieve(id: str, expand: list[str] = []) -> Customer | DeletedCustomer:  # noqa: B006
    return DeletedCustomer(id=id, deleted=True)


@register("intents.confirm", registry=registry)
@client(affects="customer", raises=[CardDeclined])
def confirm(id: str, amount: Decimal, currency: Currency, source: str | Card) -> PaymentIntent:
    return PaymentIntent(id=id, state=Succeeded(status="succeeded"))
