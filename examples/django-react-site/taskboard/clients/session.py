"""Signing in and out."""

from __future__ import annotations

from django.contrib import auth
from django.http import HttpRequest
from mizan_django import client
from task_board.errors import WrongPassword
from task_board.schemas import Me

from ..access import SignedIn


@client(context="global", auth=False)
def current_user(request: HttpRequest) -> Me | None:
    """Who is signed in, if anybody."""
    return Me.model_validate(request.user) if request.user.is_authenticated else None


@client(affects="*", auth=False, raises=[WrongPassword])
def login(request: HttpRequest, login: str, password: str) -> Me:
    """Sign in; five wrong passwords a minute are enough."""
    account = auth.authenticate(request, login=login, password=password)
    if account is None:
        raise WrongPassword
    auth.login(request, account)
    return Me.model_validate(account)


@client(affects="*", auth=True)
def logout(request: SignedIn) -> None:
    """Sign out, here and wherever this session's cookie was copied to."""
    auth.logout(request)
