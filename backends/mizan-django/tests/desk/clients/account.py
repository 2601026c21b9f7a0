"""Who is signed in, and signing in and out, in both colours."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth import aauthenticate, alogin, alogout, authenticate, login, logout
from mizan_django import MizanError, client

from desk.models import Member


class WrongPassword(MizanError):
    """Nobody has this e-mail address and password."""

    code = "WRONG_PASSWORD"
    status = 403


def is_member(request: Any) -> bool:
    """Ask the database who calls."""
    return request.user.is_authenticated and Member.objects.filter(pk=request.user.pk).exists()


async def is_member_later(request: Any) -> bool:
    """Do the same in an event loop."""
    user = await request.auser()
    return user.is_authenticated and await sync_to_async(is_member)(request)


@client(context="me", auth=True)
def me(request: Any) -> str:
    """Return one's e-mail address."""
    return request.user.email


@client(context="me", auth=True)
async def me_later(request: Any) -> str:
    """Do the same in an event loop."""
    return (await request.auser()).email


@client(context="me", auth=is_member)
async def me_ruled(request: Any) -> str:
    """Do the same behind a `def` rule."""
    return request.user.email


@client(context="me", auth=is_member_later)
def me_ruled_later(request: Any) -> str:
    """Do the same behind an `async def` rule."""
    return request.user.email


@client(context="who")
def who(request: Any) -> str:
    """Return who calls; this everybody may ask."""
    return str(request.user)


@client(context="who")
async def who_later(request: Any) -> str:
    """Do the same in an event loop."""
    return str(await request.auser())


@client(affects="*", raises=[WrongPassword])
def sign_in(request: Any, email: str, password: str) -> None:
    """Sign in, and read everything anew."""
    user = authenticate(request, email=email, password=password)
    if user is None:
        raise WrongPassword
    login(request, user)


@client(affects="*", raises=[WrongPassword])
async def sign_in_later(request: Any, email: str, password: str) -> None:
    """Do the same in an event loop."""
    user = await aauthenticate(request, email=email, password=password)
    if user is None:
        raise WrongPassword
    await alogin(request, user)


@client(affects="*", auth=True)
def sign_out(request: Any) -> None:
    """Sign out, and read everything anew."""
    logout(request)


@client(affects="*", auth=True)
async def sign_out_later(request: Any) -> None:
    """Do the same in an event loop."""
    await alogout(request)
