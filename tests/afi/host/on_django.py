"""The conformance app's needs on Django."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.core.files.uploadedfile import UploadedFile as File
from django.http import Http404

from .identities import IDENTITIES

__all__ = ["File", "become", "filename", "http_exception", "name_of", "read"]

EXCEPTIONS: dict[int, type[Exception]] = {400: BadRequest, 403: PermissionDenied, 404: Http404}
"""Django knows an exception for these statuses alone."""


def name_of(request: Any) -> str | None:
    """Return who calls, or None for nobody."""
    user = request.user
    return user.username if user is not None and user.is_authenticated else None


def become(request: Any, name: str | None) -> None:
    """Sign in or out, as far as this request knows."""
    request.user = IDENTITIES[name or "anonymous"]


async def read(file: File) -> bytes:
    """Return what was uploaded."""
    return file.read()


def filename(file: File) -> str | None:
    """Return what the client calls the file."""
    return file.name


def http_exception(status: int, detail: Any) -> Exception:
    """Return the framework's own way to answer a status."""
    return EXCEPTIONS[status](detail)
