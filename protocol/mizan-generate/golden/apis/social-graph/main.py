"""In the manner of linked data: `@context`, one or many, names in several languages, everything an object or its id."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeVar

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field
from typing_extensions import TypeAliasType

registry = Registry()
T = TypeVar("T")
OneOrMany = TypeAliasType("OneOrMany", "T | list[T]", type_params=(T,))


class Base(BaseModel):
    context: OneOrMany[str | dict[str, str]] | None = Field(None, alias="@context")
    id: str | None = Field(None, alias="@id")


class Link(Base):
    type: Literal["Link", "Mention"] = Field(alias="@type")
    href: str


class Actor(Base):
    type: Literal["Person", "Service"] = Field(alias="@type")
    name_map: dict[str, str] = Field({}, alias="nameMap", examples=[{"de": "Straße", "日本語": "名前"}])
    followers: str | Collection | None = None


class Note(Base):
    type: Literal["Note"] = Field(alias="@type")
    attributed_to: OneOrMany[str | Actor] = Field(alias="attributedTo")
    tag: OneOrMany[Link | str] | None = None
    replies: Collection | str | None = None
    published: datetime | None = None


class Collection(Base):
    type: Literal["Collection"] = Field(alias="@type")
    total_items: int = Field(alias="totalItems")
    items: list[str | Note | Actor | Collection]


@register("outbox.post", registry=registry)
@client
def post(note: Note) -> OneOrMany[Note | Collection]:
    return note
