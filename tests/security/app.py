"""The functions that are attacked: of each kind one that is open, one for staff, one with types, one that crashes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from mizan_core import MizanError
from mizan_core.client.function import client
from pydantic import AfterValidator, BaseModel, Field, JsonValue

from tests.afi.app.registry import register, registry
from tests.afi.host import File

from .hostile import SECRET

__all__ = ["registry"]


def _no_colour(value: str) -> str:
    raise ValueError(f"{value!r} is no colour")


def _no_crowd(value: list[str]) -> list[str]:
    raise ValueError(f"{value[0]} is in a crowd: {value}")


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]


class Typed(BaseModel):
    """Types whose validators have messages of their own."""

    number: int = 0
    day: date = date(2026, 1, 1)
    choice: Literal["a", "b"] = "a"
    word: Annotated[str, Field(pattern="^[a-z]*$", max_length=5)] = ""
    colour: Annotated[str, AfterValidator(_no_colour)] = "red"
    crowd: Annotated[list[str], AfterValidator(_no_crowd)] = []
    either: int | bool | None = None
    pets: list[Annotated[Cat | Dog, Field(discriminator="kind")]] = []
    by_name: dict[str, int] = {}


class Refused(MizanError):
    """The function would not."""

    code = "REFUSED"
    status = 409


@register("secure.open")
@client
def call_open(value: JsonValue = None) -> None: ...


@register("secure.locked")
@client(auth="staff")
def call_locked(value: JsonValue = None) -> None: ...


@register("secure.typed")
@client
def call_typed(value: Typed) -> None: ...


@register("secure.crash")
@client
def call_crash(value: JsonValue = None) -> None:
    raise RuntimeError(f"{SECRET} {value}")


@register("secure.open_upload")
@client
async def upload_open(file: File, value: JsonValue = None) -> None: ...


@register("secure.locked_upload")
@client(auth="staff")
async def upload_locked(file: File, value: JsonValue = None) -> None: ...


@register("secure.typed_upload")
@client
def upload_typed(file: File, value: Typed) -> None: ...


@register("secure.crash_upload")
@client
def upload_crash(file: File, value: JsonValue = None) -> None:
    raise RuntimeError(f"{SECRET} {value}")


@register("secure.look")
@client(context="secure_open")
def query_open(value: JsonValue = None) -> None: ...


@register("secure.look_locked")
@client(context="secure_locked", auth="staff")
def query_locked(value: JsonValue = None) -> None: ...


@register("secure.look_typed")
@client(context="secure_typed")
async def query_typed(value: Typed) -> None: ...


@register("secure.look_crash")
@client(context="secure_crash")
async def query_crash(value: JsonValue = None) -> None:
    raise RuntimeError(f"{SECRET} {value}")


def _crashing(request: Any) -> bool:
    raise RuntimeError(SECRET)


@register("secure.crashing_rule")
@client(auth=_crashing)
def call_behind_a_crashing_rule(value: JsonValue = None) -> None: ...


@register("secure.misfit")
@client
def call_misfit(value: JsonValue = None) -> int:
    return f"{SECRET} {value}"  # type: ignore[return-value]  # the mistake under test


@register("secure.header")
@client(raises=[Refused])
def refuse_with_header(name: str, value: str) -> None:
    raise Refused(headers={name: value})
