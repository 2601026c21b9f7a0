"""Who calls, and whether a browser was made to call by somebody else's page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from mizan_core.errors import CsrfFailed
from mizan_core.http import is_sent_unasked
from mizan_core.protocol import PROTOCOL
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from .requests import Head

_PROTOCOL = str(PROTOCOL).encode()
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]+)?")


class ScopeCaller:
    """The caller of one ASGI request: `request.state.user`, read afresh each time."""

    __slots__ = ("_body", "_receive", "_request", "_scope")

    def __init__(self, scope: Scope, receive: Receive, body: bytes) -> None:
        self._scope = scope
        self._receive = receive
        self._body = body
        self._request: Request | None = None

    @property
    def user(self) -> Any:
        return user_of(self._scope)

    @property
    def request(self) -> Request:
        if self._request is None:
            self._request = Request(self._scope, self.replay())
        return self._request

    def header(self, name: str) -> str | None:
        """Return a header by its lower-case name; several of one name are joined, as HTTP has it."""
        wanted = name.encode()
        found: list[bytes] = [value for each, value in self._scope["headers"] if each == wanted]
        return b",".join(found).decode("latin-1") if found else None

    def replay(self) -> Receive:
        """Return a way to receive the body once more; each reader needs one of its own."""
        unread = True

        async def receive() -> Message:
            nonlocal unread
            if not unread:
                return await self._receive()
            unread = False
            return {"type": "http.request", "body": self._body, "more_body": False}

        return receive


def user_of(scope: Scope) -> Any:
    """Return `request.state.user`, None where nobody set it."""
    state = scope.get("state")
    return state.get("user") if isinstance(state, dict) else getattr(state, "user", None)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # ASGI's own looseness


def set_user(scope: Scope, user: Any) -> None:
    """Set `request.state.user`."""
    state: Any = scope.setdefault("state", {})
    if isinstance(state, dict):
        state["user"] = user
    else:
        state.user = user


def read_origins(origins: Iterable[str]) -> frozenset[str]:
    """Return the origins whose pages may send requests with cookies.

    Raises:
        TypeError: it is a single text.
        ValueError: one is not spelt as browsers spell it, so that it could never match.
    """
    if isinstance(origins, str):
        raise TypeError(f"origins takes a list: [{origins!r}].")
    known = frozenset(origins)
    for each in sorted(known):
        if not _ORIGIN.fullmatch(each):
            raise ValueError(f"The origin {each!r} is not spelt like https://app.example or http://localhost:5173.")
    return known


def check_origin(head: Head, origins: Collection[str]) -> None:
    """Refuse a POST that carries cookies, or what browsers send like them, and does not come from this site.

    Raises:
        CsrfFailed: naming the origin seen and those expected.
    """
    if b"cookie" not in head and not _is_sent_unasked(head):
        return
    if head.get(b"mizan-protocol") != _PROTOCOL:
        raise CsrfFailed(
            f"A POST with cookies or the like needs the header Mizan-Protocol: {PROTOCOL}.",
            details=_seen(head, origins),
        )
    if head.get(b"sec-fetch-site") == b"same-origin":
        return
    if _origin(head) not in origins:
        raise CsrfFailed(
            "The request comes from another origin. List it in create_router(origins=[…]) if it is yours.",
            details=_seen(head, origins),
        )


def _is_sent_unasked(head: Head) -> bool:
    """Tell whether a browser sent credentials by itself; programs say nothing of where they come from."""
    is_browser = b"origin" in head or b"sec-fetch-site" in head
    return is_browser and is_sent_unasked(head.get(b"authorization", b"").decode("latin-1"))


def _seen(head: Head, origins: Collection[str]) -> dict[str, Any]:
    return {"origin": _origin(head), "expected": sorted(origins)}


def _origin(head: Head) -> str | None:
    return head[b"origin"].decode("latin-1") if b"origin" in head else None
