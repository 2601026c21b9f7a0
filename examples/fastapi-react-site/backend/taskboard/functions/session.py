"""Signing in and out."""

from __future__ import annotations

from mizan_core import MizanError, Unauthenticated
from mizan_fastapi import client, register
from sqlalchemy import select
from starlette.requests import Request

from ..database import Db
from ..identity import Identity
from ..models import Account
from ..passwords import fits
from ..schemas import Me


class WrongPassword(MizanError):
    """The name or the password is wrong."""

    code = "WRONG_PASSWORD"
    status = 401


@register
@client(context="global", auth=False)
def current_user(request: Request, db: Db) -> Me | None:
    """Who is signed in, if anybody."""
    user = request.state.user
    return Me.model_validate(db.get(Account, user.id)) if user is not None else None


@register
@client(affects="*", auth=False, raises=[WrongPassword])
def login(request: Request, db: Db, login: str, password: str) -> Me:
    """Sign in."""
    account = db.scalar(select(Account).where(Account.login == login.strip().lower()))
    if account is None or not fits(password, account.password):
        raise WrongPassword
    request.session["user_id"] = account.id
    request.state.user = Identity.of(account)
    return Me.model_validate(account)


@register
@client(affects="*", auth=True)
def logout(request: Request) -> None:
    """Sign out."""
    if request.state.user is None:
        raise Unauthenticated
    request.session.clear()
    request.state.user = None
