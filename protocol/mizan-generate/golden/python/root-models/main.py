"""Models that are what they hold."""

from typing import Generic, TypeVar

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field, RootModel

registry = Registry()
T = TypeVar("T")


class Tags(RootModel[list[str]]):
    """Some words."""


class Scores(RootModel[dict[str, float]]): ...


class Name(RootModel[str]):
    root: str = Field(min_length=1)


class Either(RootModel[int | Tags]): ...


class Many(RootModel[list[T]], Generic[T]): ...


class Holder(BaseModel):
    tags: Tags = Tags([])
    name: Name
    either: Either


@register(registry=registry)
@client
def roots(holder: Holder, scores: Scores, many: Many[int]) -> Many[Holder]:
    return Many([holder])
