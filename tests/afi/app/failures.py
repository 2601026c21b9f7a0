"""Functions that fail, in every way there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

from mizan_core import MizanError, NotFound, errors
from mizan_core.client.function import client
from pydantic import BaseModel, Field

from .. import host
from .registry import register


class StockLevel(BaseModel):
    left: int
    restocked_on: date = Field(default=date(2030, 1, 2), serialization_alias="restockedOn")


class OutOfStock(MizanError):
    """There is not enough left."""

    code = "OUT_OF_STOCK"
    status = 409
    details: StockLevel


Failure = Literal[
    "bad_request",
    "unauthenticated",
    "forbidden",
    "not_found",
    "payload_too_large",
    "unsupported_media_type",
    "validation_error",
    "rate_limited",
]
FAILURES: dict[Failure, Callable[[], MizanError]] = {
    "bad_request": lambda: errors.BadRequest("Said so."),
    "unauthenticated": lambda: errors.Unauthenticated("Said so."),
    "forbidden": lambda: errors.Forbidden("Said so.", details={"needs": "a key"}),
    "not_found": lambda: NotFound("Said so."),
    "payload_too_large": lambda: errors.PayloadTooLarge("Said so."),
    "unsupported_media_type": lambda: errors.UnsupportedMediaType("Said so."),
    "validation_error": lambda: errors.ValidationFailed(
        "Said so.", details=[{"path": ["how"], "type": "invalid", "message": "Taken."}]
    ),
    "rate_limited": lambda: errors.RateLimited("Said so.", retry_after=7),
}


@register("fail")
@client
def fail(how: Failure) -> None:
    raise FAILURES[how]()


@register("fail_by_framework")
@client
def fail_by_framework(status: int) -> None:
    raise host.http_exception(status, "Said so.")


@register("fail_by_framework_with_details")
@client
def fail_by_framework_with_details(status: int) -> None:
    raise host.http_exception(status, {"why": ["a", 1]})


@register("explode")
@client
def explode(hint: str = "") -> None:
    raise RuntimeError(f"The password is hunter2 {hint}")


@register("buy")
@client(raises=[OutOfStock])
def buy(count: int) -> int:
    if count > 3:
        raise OutOfStock("Only 3 left.", details=StockLevel(left=3))
    return count


@register("buy_badly")
@client(raises=[OutOfStock])
def buy_badly() -> None:
    raise OutOfStock("Only 3 left.", details="hunter2")
