"""Functions that not everybody may call."""

from __future__ import annotations

from typing import Any

from mizan_core.client.function import client

from .. import host
from .contexts import reads, store
from .failures import OutOfStock, StockLevel
from .registry import register, registry


def is_helper(request: Any) -> bool:
    return host.name_of(request) in ("staff", "root")


async def is_helper_async(request: Any) -> bool:
    return is_helper(request)


def crashes(request: Any) -> bool:
    raise RuntimeError("The password is hunter2")


def refuses(request: Any) -> bool:
    raise OutOfStock("Nothing left.", details=StockLevel(left=0))


RULES: dict[str, Any] = {
    "unstated": None,
    "public": False,
    "authenticated": True,
    "staff": "staff",
    "superuser": "superuser",
    "rule": is_helper,
    "async_rule": is_helper_async,
    "crashing_rule": crashes,
    "refusing_rule": refuses,
}


def _guarded_call(rule: str) -> None:
    def guarded(key: str = "") -> int:
        reads[key] = reads.get(key, 0) + 1
        return len(rule)

    registry.register(client(auth=RULES[rule])(guarded), f"door.{rule}")


def _guarded_query(rule: str, of_context: str) -> None:
    def guarded(key: str = "") -> int:
        return len(rule)

    registry.register(client(context=of_context, auth=RULES[rule])(guarded), f"{of_context}.{rule}")


for each in RULES:
    _guarded_call(each)
    _guarded_query(each, "guarded")
_guarded_query("authenticated", "locked")
_guarded_query("staff", "locked")


@register("set_secret")
@client(affects="counter", auth=True)
def set_secret(key: str, value: int) -> int:
    return store(key, value)
