"""The functions of a project: every installed application's `clients` module or package, imported."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.functional import LazyObject
from django.utils.module_loading import autodiscover_modules
from mizan_core.client.function import declared
from mizan_core.registry import Registry

MODULE = "clients"


def discover(registry: Registry) -> None:
    """Import every application's clients, and register the functions there that are not registered yet.

    Raises:
        Exception: whatever importing one of them raises.
    """
    autodiscover_modules(MODULE)
    for application in apps.get_app_configs():
        _import_all(sys.modules.get(f"{application.name}.{MODULE}"))
    known = {_identity(each) for each in registry.registered}
    found = [each for module in _modules() for each in _functions(module)]
    fresh = {_identity(each): each for each in found if _identity(each) not in known}
    if fresh and registry.sealed:  # an application was installed later, as tests do
        registry.reopen()
    for function in fresh.values():
        registry.register(function)


def _import_all(package: ModuleType | None) -> None:
    """Import what a package holds, if it is one, save tests that stand beside their subject."""
    for found in pkgutil.iter_modules(getattr(package, "__path__", ())):
        if package is not None and not found.name.startswith(("test", "conftest")):
            _import_all(import_module(f"{package.__name__}.{found.name}"))


def _modules() -> Iterator[ModuleType]:
    """Yield the imported modules that belong to some application's clients, in the order of installation."""
    for application in apps.get_app_configs():
        root = f"{application.name}.{MODULE}"
        for name in sorted(each for each in sys.modules if each == root or each.startswith(f"{root}.")):
            yield sys.modules[name]


def _functions(module: ModuleType) -> Iterator[Callable[..., Any]]:
    """Yield the `@client` functions that a module defines; those that it imports belong elsewhere."""
    for value in list(vars(module).values()):
        if issubclass(type(value), LazyObject):  # not loaded by looking at it
            continue
        if declared(value) is not None and getattr(value, "__module__", None) == module.__name__:
            yield value


def _identity(function: Callable[..., Any]) -> tuple[str, str]:
    return getattr(function, "__module__", ""), getattr(function, "__qualname__", repr(function))
