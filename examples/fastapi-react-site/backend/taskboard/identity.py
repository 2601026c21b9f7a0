"""Who calls: the session cookie's user on `request.state.user`."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from .database import engine
from .models import Account


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in account, as far as access rules need it."""

    id: int
    is_staff: bool
    is_superuser: bool = False
    is_authenticated: bool = True

    @classmethod
    def of(cls, account: Account) -> Identity:
        return cls(account.id, account.is_staff)


class IdentityMiddleware:
    """Sets `request.state.user` from the session; goes inside SessionMiddleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            user_id = scope["session"].get("user_id")
            user = await run_in_threadpool(_load, user_id) if isinstance(user_id, int) else None
            scope.setdefault("state", {})["user"] = user
        await self._app(scope, receive, send)


def _load(user_id: int) -> Identity | None:
    with Session(engine) as session:
        account = session.get(Account, user_id)
        return None if account is None else Identity.of(account)
