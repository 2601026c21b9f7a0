"""In the manner of a chat's blocks: elements in sections in layouts, told apart by their type, many levels deep."""

from __future__ import annotations

from typing import Annotated, Literal

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field

registry = Registry()


class PlainText(BaseModel):
    type: Literal["plain_text"]
    text: Annotated[str, Field(max_length=3000)]
    emoji: bool = True


class Markdown(BaseModel):
    type: Literal["mrkdwn"]
    text: str
    verbatim: bool = False


Text = Annotated[PlainText | Markdown, Field(discriminator="type")]


class Confirm(BaseModel):
    title: PlainText
    style: Literal["primary", "danger"] | None = None


class Button(BaseModel):
    type: Literal["button"]
    text: PlainText
    value: str | None = None
    confirm: Confirm | None = None


class Option(BaseModel):
    text: Text
    value: str


class Group(BaseModel):
    label: PlainText
    options: list[Option]


class Select(BaseModel):
    type: Literal["static_select", "multi_static_select"]
    options: list[Option] | None = None
    option_groups: list[Group] | None = None


class Image(BaseModel):
    type: Literal["image"]
    image_url: str
    alt_text: str


Element = Annotated[Button | Select | Image, Field(discriminator="type")]


class Section(BaseModel):
    type: Literal["section"]
    text: Text | None = None
    fields: list[Text] | None = None
    accessory: Element | None = None


class Context(BaseModel):
    type: Literal["context"]
    elements: list[Annotated[Image | PlainText | Markdown, Field(discriminator="type")]]


class Divider(BaseModel):
    type: Literal["divider"]


class Columns(BaseModel):
    type: Literal["columns"]
    columns: list[list[Block]]


Block = Annotated[Section | Context | Divider | Columns | Image, Field(discriminator="type")]
Columns.model_rebuild()


@register("chat.post", registry=registry)
@client
def post(channel: str, blocks: list[Block]) -> list[Block]:
    return blocks
