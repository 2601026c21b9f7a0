"""Types that mention themselves, and one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Generic, Literal, NotRequired, TypeVar

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field, RootModel
from typing_extensions import TypedDict

registry = Registry()
T = TypeVar("T")


class Folder(BaseModel):
    name: str
    parent: Folder | None = None
    files: dict[str, File] = {}


class File(BaseModel):
    folder: Folder
    versions: tuple[File, ...] = ()


class Expression(RootModel[Annotated["Add | Number", Field(discriminator="op")]]): ...


class Add(BaseModel):
    op: Literal["add"]
    left: Expression
    right: Expression


class Number(BaseModel):
    op: Literal["number"]
    value: float


class Menu(TypedDict):
    title: str
    items: NotRequired[list[Menu]]


@dataclass
class Node(Generic[T]):
    value: T
    children: list[Node[T]] = field(default_factory=list)


@register(registry=registry)
@client
def folders(folder: Folder) -> list[File]:
    return []


@register(registry=registry)
@client
def evaluate(expression: Expression) -> Expression:
    return expression


@register(registry=registry)
@client
def menu(menu: Menu, node: Node[int]) -> Node[str]:
    return Node("")
