"""Types that have a name and nothing else of their own."""

from typing import Annotated, NewType

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field
from typing_extensions import TypeAliasType

registry = Registry()
UserId = NewType("UserId", int)
Email = Annotated[str, Field(pattern="@", examples=["a@b.c"])]
Emails = TypeAliasType("Emails", list[Email])
Grid = TypeAliasType("Grid", list[list[int | None]])


class User(BaseModel):
    id: UserId
    emails: Emails
    grid: Grid | None = None


@register(registry=registry)
@client
def user(id: UserId, primary: Email) -> User:
    return User(id=id, emails=[primary])
