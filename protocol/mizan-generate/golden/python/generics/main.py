"""Generic types, named after what they hold."""

from typing import Annotated, Generic, Literal, TypeVar

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field
from typing_extensions import NamedTuple, TypeAliasType, TypedDict

registry = Registry()
T = TypeVar("T")
K = TypeVar("K", bound=str)


class Task(BaseModel):
    title: str
    done: bool = False


class Page(BaseModel, Generic[T]):
    """A page of something."""

    items: list[T]
    next: int | None = None


class Pair(BaseModel, Generic[K, T]):
    key: K
    value: T


class TaskPage(Page[Task]):
    """A page with more to it."""

    open: int


class Box(TypedDict, Generic[T]):
    content: T


class Entry(NamedTuple, Generic[T]):
    at: int
    value: T


Maybe = TypeAliasType("Maybe", "T | Literal['unknown']", type_params=(T,))
Nested = TypeAliasType("Nested", "T | list[Nested[T]]", type_params=(T,))


@register(registry=registry)
@client
def tasks(size: int = 10) -> Page[Task]:
    return Page(items=[])


@register(registry=registry)
@client
def task_page() -> TaskPage:
    return TaskPage(items=[], open=0)


@register(registry=registry)
@client
def put(page: Page[Task], pairs: Pair[Literal["a", "b"], list[int]]) -> Page[Page[Task | None]]:
    return Page(items=[])


@register(registry=registry)
@client
def boxes(box: Box[Task], entry: Entry[str], bare: Page) -> dict[str, Box[Entry[Task]]]:
    return {}


@register(registry=registry)
@client
def aliases(maybe: Maybe[int], nested: Nested[str], ages: Page[Annotated[int, Field(ge=0)]]) -> list[Maybe[Task]]:
    return []
