"""Words that TypeScript, JavaScript or generated code need for themselves, wherever a user may write one."""

from enum import Enum
from typing import Literal

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field

registry = Registry()


class Function(BaseModel):
    """A model called as a type of JavaScript."""

    then: int
    await_: int = Field(alias="await")
    default: str = "default"
    constructor: int
    prototype: int
    toString: int
    hasOwnProperty: int
    arguments: list[str]
    undefined: None
    NaN: float
    readonly: bool
    get: int
    set: int
    type: Literal["type"]
    proto: dict[str, int] = Field(alias="__proto__")


class Promise(BaseModel):
    then: str


class Sign(Enum):
    constructor = "constructor"
    default = "then"


class Date(BaseModel):
    day: int


class Map(BaseModel):
    entries: list[Date]


class Error(BaseModel):
    message: str


class Query(BaseModel):
    text: str


class Props(BaseModel):
    children: list["Props"]


@register("then", registry=registry)
@client
def then_(then: Function) -> Promise:
    return Promise(then="")


@register("default", registry=registry)
@client(context="class")
def default_(interface: int = 1, enum: Sign = Sign.default) -> Date | None:
    return None


@register("new", registry=registry)
@client(affects="class")
def new_(this: Map, void: Error | None = None, typeof: Query | None = None) -> Props:
    return Props(children=[])


@register("codec", registry=registry)
@client
def codec_(list: list[int], fields: Sign) -> Function | None:
    return None


@register("async.of", registry=registry)
@client
def of_(symbol: Sign) -> bool:
    return True
