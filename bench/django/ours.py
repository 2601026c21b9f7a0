"""The work as Mizan functions, with an auth rule on every one."""

from __future__ import annotations

from collections.abc import Callable

from mizan_core import register
from mizan_core.client.function import client

from ..server.work import PANELS, Echo, Item, Panel, echo, panel


def declare(functions: int = 0) -> None:
    """Register the functions; `functions` adds bystanders."""
    register(client(auth=True)(call_echo), "echo")
    register(client(auth=True)(items))
    register(client(affects=list(PANELS[:2]), auth=True)(rename))
    for name in PANELS:
        register(client(context="user", auth=True)(_query(name)), name)
    for name in PANELS[:2]:
        register(client(context=name, auth=True)(_query(name)), f"only_{name}")
    for number in range(functions):
        register(client(auth=True)(_query("bystander")), f"bystander_{number}")


def call_echo(text: str) -> Echo:
    return echo(text)


def items(items: list[Item]) -> list[Item]:
    return items


def rename(user_id: int, name: str) -> Panel:
    return panel(user_id, name)


def _query(name: str) -> Callable[[int], Panel]:
    def query(user_id: int) -> Panel:
        return panel(user_id, name)

    return query
