"""What Pydantic's page on dataclasses describes: its own beside those of the standard library, with its settings."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Annotated, Generic, TypeVar

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator
from pydantic.dataclasses import dataclass

registry = Registry()
T = TypeVar("T")


@dataclasses.dataclass
class Meta:
    modified: datetime | None
    count: int


@dataclasses.dataclass
class Archive(Meta):
    filename: str = ""


@dataclass(config=ConfigDict(str_max_length=20, extra="ignore"), frozen=True, slots=True)
class User:
    id: int
    name: str = "John"
    friends: list[int] = dataclasses.field(default_factory=lambda: [0])
    age: int | None = dataclasses.field(default=None, metadata={"title": "The age of the user"})
    height: Annotated[int | None, Field(title="In centimetres", ge=50, le=300)] = None

    @field_validator("name")
    @classmethod
    def _named(cls, name: str) -> str:
        return name


@dataclass
class NavbarButton:
    href: str
    label: str = Field("", validation_alias="text", serialization_alias="label")
    shown: bool = dataclasses.field(init=False, default=True)


@dataclass(kw_only=True)
class Navigation:
    root: NavbarButton
    nested: dict[str, NavbarButton] = Field(default_factory=dict)
    theme: dataclasses.InitVar[str] = "light"

    def __post_init__(self, theme: str) -> None:
        self.root.href += f"?theme={theme}"


@dataclass
class Wrapped(Generic[T]):
    value: T


class Holder(BaseModel):
    archive: Archive
    user: User


assert TypeAdapter(Wrapped[int]).validate_python({"value": 1}).value == 1


@register(registry=registry)
@client
def hold(holder: Holder, navigation: Navigation) -> Holder:
    return holder


@register(registry=registry)
@client
def wrap(values: list[Wrapped[User]]) -> Wrapped[list[Navigation]]:
    return Wrapped([])
