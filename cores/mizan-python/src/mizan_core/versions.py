"""Pages and servers of different versions: what a server knows of them, and what it answers.

A generated client sends the signature of the document that it was generated from. Another one than the server's own
means nothing by itself, as most changes are compatible: only what fails is answered differently, and what the list of
outdated pages names.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Final, Protocol

from pydantic_core import from_json

from .diagnostics import DeclarationError
from .errors import ClientOutdated, MethodNotAllowed, MizanError, NotFound, ValidationFailed, spelt
from .registry import Registry

_SIGNATURE = re.compile(r"[A-Za-z0-9_-]{11}", re.ASCII)
_EXPLAINED = (ValidationFailed, NotFound, MethodNotAllowed)
"""What a page of another version is answered where one of the same version would not be."""

_NONE: frozenset[str] = frozenset()


class Page(Protocol):
    """Who sends a request, as far as its version goes."""

    @property
    def outdated(self) -> Collection[str]:
        """Names of the functions that the page knows as something else."""
        ...

    def explain(self, error: MizanError) -> MizanError:
        """Return what a failure is answered with that nobody's function has led to."""
        ...


class _Unversioned:
    """A client that does not say what it was generated from, or that nobody generated."""

    outdated: Collection[str] = _NONE

    def explain(self, error: MizanError) -> MizanError:
        return error


UNVERSIONED: Final[Page] = _Unversioned()


class _Versioned:
    """A page with a signature."""

    __slots__ = ("_registry", "_signature")

    def __init__(self, registry: Registry, signature: str) -> None:
        self._registry = registry
        self._signature = signature

    @property
    def outdated(self) -> Collection[str]:
        names = self._registry.outdated_pages.get(self._signature)
        return names if names and self._signature != signature_of(self._registry) else _NONE

    def explain(self, error: MizanError) -> MizanError:
        if not isinstance(error, _EXPLAINED) or not _SIGNATURE.fullmatch(self._signature):
            return error
        if self._signature == signature_of(self._registry):
            return error
        return ClientOutdated(details={"error": _spelt(error)})


def page_of(registry: Registry, signature: str | None) -> Page:
    """Return who sends a request, by the value of its header `Mizan-Sig`, or None where it has none."""
    return UNVERSIONED if signature is None else _Versioned(registry, signature)


def signature_of(registry: Registry) -> str:
    """Return the signature in a registry's document; an empty text where it has none, and so no generated clients."""
    if registry.signature is None:
        from .document import export  # most servers never need it

        try:
            registry.signature = export(registry)["x-mizan"]["signature"]
        except DeclarationError:
            registry.signature = ""
    return registry.signature or ""


def _spelt(error: MizanError) -> Any:
    return from_json(spelt(error)[1])
