"""Unions of all sorts, one in another."""

from datetime import date
from typing import Literal, Optional, Union

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel

registry = Registry()


class Email(BaseModel):
    email: str


class Phone(BaseModel):
    phone: str
    country: int = 1


Contact = Email | Phone | str
Deep = Union[int, Union[str, Optional[Union[bool, list[Union[int, Contact]]]]]]  # noqa: UP007, UP045  # spelt as of old


class Unions(BaseModel):
    contact: Contact
    deep: Deep
    twice: int | Literal[5] | int | None
    lists: list[int] | list[str]
    when: date | Literal["never"] | int
    keyed: dict[str, int | Email] | list[Phone]
    pairs: tuple[int | str, Email | None]


@register(registry=registry)
@client
def unions(value: Unions) -> Unions | Literal[False]:
    return value
