"""Who calls, and whether a browser was made to call by somebody else's page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from mizan_core.dispatch import PROTOCOL
from mizan_core.errors import CsrfFailed
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from .requests import Head

_PROTOCOL = str(PROTOCOL).encode()


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
        state = self._scope.get("state")
        return state.get("user") if isinstance(state, dict) else getattr(state, "user", None)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # ASGI's own looseness

    @property
    def request(self) -> Request:
        if self._request is None:
            self._request = Request(self._scope, self.replay())
        return self._request

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


def check_origin(head: Head, origins: Collection[str]) -> None:
    """Refuse a POST that carries cookies and does not come from this site.

    Raises:
        CsrfFailed: naming the origin seen and those expected.
    """
    if b"cookie" not in head:
        return
    if head.get(b"mizan-protocol") != _PROTOCOL:
        raise CsrfFailed(
            f"A POST with cookies needs the header Mizan-Protocol: {PROTOCOL}.", details=_seen(head, origins)
        )
    if head.get(b"sec-fetch-site") == b"same-origin":
        return
    if _origin(head) not in origins:
        raise CsrfFailed(
            "The request comes from another origin. List it in create_router(origins=[…]) if it is yours.",
            details=_seen(head, origins),
        )


def _seen(head: Head, origins: Collection[str]) -> dict[str, Any]:
    return {"origin": _origin(head), "expected": sorted(origins)}


def _origin(head: Head) -> str | None:
    return head[b"origin"].decode("latin-1") if b"origin" in head else None
