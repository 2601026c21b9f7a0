"""Who calls: the session cookie's user on `request.state.user`."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from .database import engine
from .models import Account, SignIn, now

LASTS = timedelta(days=14)
KEY = "key"
"""What the signed cookie holds: the key of a row, so that signing out ends it for copies of the cookie, too."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in account, as far as access rules need it."""

    id: int
    is_staff: bool
    is_superuser: bool = False
    is_authenticated: bool = True


class IdentityMiddleware:
    """Sets `request.state.user` from the session; goes inside SessionMiddleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            key = scope["session"].get(KEY)
            scope.setdefault("state", {})["user"] = await run_in_threadpool(_load, key) if key else None
        await self._app(scope, receive, send)


def sign_in(request: Request, db: Session, account: Account) -> None:
    """Make this browser the account's."""
    sign_out(request, db)
    key = secrets.token_urlsafe()
    db.execute(delete(SignIn).where(SignIn.until < now()))
    db.add(SignIn(key=key, account=account, until=now() + LASTS))
    request.session[KEY] = key
    request.state.user = Identity(account.id, account.is_staff)


def sign_out(request: Request, db: Session) -> None:
    """Make this browser nobody's."""
    db.execute(delete(SignIn).where(SignIn.key == request.session.get(KEY)))
    request.session.clear()
    request.state.user = None


def _load(key: str) -> Identity | None:
    with Session(engine) as session:
        row = session.get(SignIn, key)
        return Identity(row.account_id, row.account.is_staff) if row and row.until > now() else None
