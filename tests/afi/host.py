"""What the conformance app needs from the framework that serves it, and the identities it knows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or os.environ.get("AFI_BACKEND", "fastapi") == "fastapi":
    from fastapi import HTTPException
    from fastapi import UploadFile as File

__all__ = ["IDENTITIES", "File", "Identity", "become", "http_exception", "name_of", "read"]


@dataclass(frozen=True, slots=True)
class Identity:
    """A user as the vectors know it."""

    name: str
    is_authenticated: bool = True
    is_staff: bool = False
    is_superuser: bool = False


IDENTITIES: Mapping[str, Identity | None] = {
    "anonymous": None,
    "nobody": Identity("nobody", is_authenticated=False),
    "user": Identity("user"),
    "staff": Identity("staff", is_staff=True),
    "superuser": Identity("superuser", is_staff=True, is_superuser=True),
    "root": Identity("root", is_superuser=True),
}
"""`anonymous` has no user, `nobody` one that says it is nobody, `root` is a superuser without being staff."""


def name_of(request: Any) -> str | None:
    """Return who calls, or None for nobody."""
    user = getattr(request.state, "user", None)
    return user.name if user is not None and user.is_authenticated else None


def become(request: Any, name: str | None) -> None:
    """Sign in or out, as far as this request knows."""
    request.state.user = IDENTITIES[name or "anonymous"]


async def read(file: File) -> bytes:
    """Return what was uploaded."""
    return await file.read()


def http_exception(status: int, detail: Any) -> Exception:
    """Return the framework's own way to answer a status."""
    return HTTPException(status, detail, headers={"x-afi": "kept"})
