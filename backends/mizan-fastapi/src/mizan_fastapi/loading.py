"""Somebody's module, imported for its functions, and what is odd about it."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from mizan_core.diagnostics import DeclarationError
from mizan_core.listing import unregistered
from mizan_core.registry import Registry, default_registry


class LoadingError(Exception):
    """The module cannot be imported, or holds no registry: says why and what to do."""


def import_registry(name: str) -> Registry:
    """Import `module` or `module:attribute` and return its registry; without an attribute the default one.

    Raises:
        LoadingError: there is no such module, it fails, or the attribute is no registry.
        DeclarationError: it registers functions too late.
    """
    module_name, colon, attribute = name.partition(":")
    module = _import(module_name)
    if not colon:
        return default_registry
    registry = getattr(module, attribute, None)
    if isinstance(registry, Registry):
        return registry
    found = f"is a {type(registry).__name__}, no Registry" if hasattr(module, attribute) else "does not exist"
    own = [key for key, value in vars(module).items() if isinstance(value, Registry)]
    hint = (
        f"{module_name} has {', '.join(sorted(own))}." if own else f"For the default registry leave out ':{attribute}'."
    )
    raise LoadingError(f"{name} {found}. {hint}")


def notes(registry: Registry) -> Iterator[str]:
    """Say what is odd about what the imported modules registered."""
    for why, fix in unregistered(registry):
        yield f"{why} {fix}"
    if not registry.functions:
        yield "no function is registered."


def _import(name: str) -> ModuleType:
    if name.endswith(".py") or "/" in name or "\\" in name:
        guess = name.removesuffix(".py").strip("./\\").replace("/", ".").replace("\\", ".")
        raise LoadingError(f"{name!r} is a file. Name the module: {guess}")
    try:
        return importlib.import_module(name)
    except DeclarationError:
        raise
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
            raise LoadingError(
                f"There is no module {name!r} in {Path.cwd()}. Run the command where the application runs, "
                f"or set `cwd` in the generator's config."
            ) from None
        raise LoadingError(_why(name, error)) from error
    except (Exception, SystemExit) as error:  # whatever somebody's module may raise
        raise LoadingError(_why(name, error)) from error


def _why(module: str, error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [each for each in frames if "importlib" not in each.filename and "mizan_fastapi" not in each.filename]
    place = f" ({own[-1].filename}:{own[-1].lineno})" if own else ""
    return f"Importing {module!r} failed{place}: {type(error).__name__}: {error}\n{_hint(module, error)}"


def _hint(module: str, error: Any) -> str:
    if isinstance(error, ModuleNotFoundError):
        return f"Is {error.name!r} installed in this environment ({sys.executable})?"
    if isinstance(error, SystemExit):
        return 'Does it start a server or a command while it is imported? Put that under if __name__ == "__main__".'
    return f"`python -c 'import {module}'` shows the whole traceback."
