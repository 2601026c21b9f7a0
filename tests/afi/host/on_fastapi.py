"""The conformance app's needs on FastAPI."""

from __future__ import annotations

from typing import Any

from fastapi import HTTPException
from fastapi import UploadFile as File

from .identities import IDENTITIES

__all__ = ["File", "become", "filename", "http_exception", "name_of", "read"]


def name_of(request: Any) -> str | None:
    """Return who calls, or None for nobody."""
    user = getattr(request.state, "user", None)
    return user.username if user is not None and user.is_authenticated else None


def become(request: Any, name: str | None) -> None:
    """Sign in or out, as far as this request knows."""
    request.state.user = IDENTITIES[name or "anonymous"]


async def read(file: File) -> bytes:
    """Return what was uploaded."""
    return await file.read()


def filename(file: File) -> str | None:
    """Return what the client calls the file."""
    return file.filename


def http_exception(status: int, detail: Any) -> Exception:
    """Return the framework's own way to answer a status."""
    return HTTPException(status, detail, headers={"x-afi": "kept"})
