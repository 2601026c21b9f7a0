"""What Python says of itself, for the editor."""

from enum import Enum
from typing import Annotated

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, ConfigDict, Field

registry = Registry()


class Weather(Enum):
    """What it is like outside."""

    SUN = "sun"
    RAIN = "rain"


class Report(BaseModel):
    """A report.

    It has two paragraphs,
    and a list:

    - one
    - two

    And an end of a comment: */ which is none. Also `code`, <tags>, {braces} and a \\ backslash.
    """

    model_config = ConfigDict(use_attribute_docstrings=True)

    temperature: float = Field(20.5, examples=[18.0, 25.5])
    """In °C.

    Measured in the shade.
    """
    weather: Annotated[Weather, Field(deprecated="Look out of the window.")] = Weather.SUN
    """Deprecated, nevertheless described."""
    place: str = Field('Zürich "Nord" */', description="Line one\r\nline two\u2028line three")
    empty: str = ""


@register(registry=registry)
@client
def report(at: Annotated[str, Field(description="Where.", examples=["Bern"])] = "Basel") -> Report:
    """Report the weather.

    Args:
        at: where.
    """
    return Report()
