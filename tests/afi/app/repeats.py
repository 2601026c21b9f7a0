"""Functions whose every run shows, for calls that are sent more than once."""

from __future__ import annotations

import time

from mizan_core.client.function import client

from .. import host
from ..host import File
from .contexts import store, values
from .failures import FAILURES, Failure
from .registry import register


def _count(key: str, by: int = 1) -> int:
    return store(key, values.get(key, 0) + by)


@register("repeat.count")
@client(affects="counter")
def count(key: str, by: int = 1) -> int:
    return _count(key, by)


@register("repeat.count_too")
@client
async def count_too(key: str, by: int = 1) -> int:
    return _count(key, by)


@register("repeat.count_secretly")
@client(affects="counter", auth=True)
def count_secretly(key: str) -> int:
    return _count(key)


@register("repeat.count_file")
@client
async def count_file(key: str, file: File) -> int:
    return _count(key, len(await host.read(file)))


@register("repeat.count_slowly")
@client
def count_slowly(key: str) -> int:
    """Take half a second for the keys that ask for it, so that nobody else has to wait."""
    time.sleep(0.5 if key.startswith("slowly ") else 0)
    return _count(key)


@register("fail_and_count")
@client
def fail_and_count(key: str, how: Failure) -> None:
    _count(key)
    raise FAILURES[how]()


@register("fail_and_count_unexpectedly")
@client
def fail_and_count_unexpectedly(key: str) -> None:
    _count(key)
    raise RuntimeError("The password is hunter2")
