"""Values within bounds, which TypeScript shows and does not check."""

from decimal import Decimal
from typing import Annotated

from annotated_types import Gt, Len, Lt, MultipleOf
from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field, NonNegativeInt, PositiveFloat, StringConstraints, conlist

registry = Registry()
Code = Annotated[str, StringConstraints(min_length=2, max_length=2, pattern="^[A-Z]*/$")]


class Limits(BaseModel):
    code: Code
    even: Annotated[int, MultipleOf(2)]
    inside: Annotated[float, Gt(0), Lt(1)]
    any_of: Annotated[int | None, Field(ge=1)] = None
    count: NonNegativeInt = 0
    weight: PositiveFloat
    price: Annotated[Decimal, Field(gt=0, description="Before tax.")]
    one: Annotated[list[int], Len(1, 1)]
    many: conlist(str, min_length=1)  # type: ignore[valid-type]
    labels: Annotated[dict[str, str], Len(0, 3)]


@register(registry=registry)
@client
def check(limits: Limits, page: Annotated[int, Field(ge=1, le=100, description="Which page.")] = 1) -> Limits:
    """Check some limits.

    Args:
        limits: what to check.
    """
    return limits
