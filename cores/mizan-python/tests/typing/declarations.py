"""What type checkers and editors see of the public API. Checked by pyright, never run.

A line that must be an error carries an ignore comment; pyright reports one that became unnecessary.
"""

from __future__ import annotations

from typing import assert_type

from mizan_core import MizanError, Registry, context, invalidate, register
from mizan_core.client.function import client


@client
def plain(text: str, times: int = 1) -> str:
    return text * times


@register
@client(context="user", auth="staff", rev=2)
async def profile(user_id: int) -> str:
    return str(user_id)


def may_edit(request: object) -> bool:
    return request is not None


class Gone(MizanError):
    code = "GONE_NOW"
    status = 410


@register("rename", registry=Registry())
@client(affects=["user", profile, context("user", user_id="id")], auth=may_edit, raises=[Gone])
def rename(id: int) -> None:
    invalidate(profile, user_id=id)


# The decorator keeps the signature, so that functions still call each other.
assert_type(plain("a", times=2), str)
assert_type(rename(5), None)
plain(5)  # pyright: ignore[reportArgumentType]
plain("a", time=2)  # pyright: ignore[reportCallIssue]

client(auth="admin")  # pyright: ignore[reportArgumentType]
client(contxt="user")  # pyright: ignore[reportCallIssue]
client(raises=[ValueError])  # pyright: ignore[reportArgumentType]
client(affects=5)  # pyright: ignore[reportArgumentType]
context("user", scope="narrow")  # pyright: ignore[reportArgumentType]
