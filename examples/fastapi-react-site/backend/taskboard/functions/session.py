"""Signing in and out."""

from __future__ import annotations

from mizan_fastapi import client, register
from sqlalchemy import select
from starlette.requests import Request
from task_board.errors import WrongPassword
from task_board.schemas import Me

from ..database import Db
from ..identity import sign_in, sign_out
from ..models import Account
from ..passwords import fits
from ..throttle import Throttle

wrong_passwords = Throttle(most=5, seconds=60)


@register
@client(context="global", auth=False)
def current_user(request: Request, db: Db) -> Me | None:
    """Who is signed in, if anybody."""
    user = request.state.user
    return Me.model_validate(db.get(Account, user.id)) if user is not None else None


@register
@client(affects="*", auth=False, raises=[WrongPassword])
def login(request: Request, db: Db, login: str, password: str) -> Me:
    """Sign in; five wrong passwords a minute are enough."""
    name = login.strip().lower()
    wrong_passwords.check(name)
    account = db.scalar(select(Account).where(Account.login == name))
    if not fits(password, account and account.password) or account is None:
        wrong_passwords.count(name)
        raise WrongPassword
    sign_in(request, db, account)
    return Me.model_validate(account)


@register
@client(affects="*", auth=True)
def logout(request: Request, db: Db) -> None:
    """Sign out, here and wherever this session's cookie was copied to."""
    sign_out(request, db)
