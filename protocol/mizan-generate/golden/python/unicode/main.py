"""Names and values in other scripts, and with odd characters."""

from enum import Enum
from typing import Literal

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field

registry = Registry()


class Größe(BaseModel):
    """Wie groß etwas ist: „groß“ oder 大きい. 🎉"""

    höhe: int
    幅: float = 1.5
    имя: str = "Ада"
    emoji: str = Field("🎉", alias="🎉")
    space: int = Field(alias="a b")
    dash: int = Field(alias="a-b")
    dot: int = Field(alias="a.b")
    digit: int = Field(alias="1st")
    dollar: int = Field(alias="$ref")
    at: int = Field(alias="@id")
    empty: int = Field(alias="")
    quote: int = Field(alias="'\"`")
    back: int = Field(alias="\\")
    lines: int = Field(alias="a\nb\tc\u2028d\u0000e")
    comment: int = Field(alias="*/")
    template: int = Field(alias="${x}")
    zero_width: int = Field(alias="a\u200db")
    rtl: int = Field(alias="שלום")


class Ampel(Enum):
    ROT = "rot"
    GRÜN = "grün"
    黄 = "黄色"


@register("sizes", registry=registry)
@client
def größen(größe: Größe, farbe: Ampel | Literal["schwarz ⚫"]) -> dict[str, Größe]:  # type: ignore[misc]
    """Größen."""
    return {}
