"""What there is to call, for people: a table of a registry's functions, and what is missing there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType

from .client.function import Function, declared
from .registry import Registry, default_registry

_HEADINGS = ("name", "kind", "context", "affects", "auth", "module")


def table(registry: Registry, *, public: bool = False) -> str:
    """Return a line per function, sorted by name; with `public` only those that everybody may call.

    Raises:
        DeclarationError: the functions are wrong.
    """
    rows: list[tuple[str, ...]] = [_HEADINGS]
    for name, each in registry.functions.items():
        if public and each.guard.requirement != "public":
            continue
        module = each.function.callable.__module__
        rows.append((name, each.kind, each.context or "", " ".join(each.contexts), each.guard.requirement, module))
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def unregistered(registry: Registry) -> Iterator[tuple[str, str]]:
    """Yield why and how to mend it for every `@client` function of the imported modules that no registry offers."""
    modules = [each for _, each in sorted(sys.modules.items()) if _is(each, ModuleType)]
    known = {id(each) for each in _offered(modules, registry)}
    for module in modules:
        for value in list(vars(module).values()):
            function = declared(value) if _is(value, FunctionType) else None
            if function is not None and id(function) not in known:
                known.add(id(function))
                fix = f"Add register({function.callable.__name__})."
                yield f"{function.where} is a @client function that is never registered.", fix


def _offered(modules: list[ModuleType], registry: Registry) -> Iterator[Function]:
    found: dict[int, Registry] = {id(registry): registry, id(default_registry): default_registry}
    for module in modules:
        found |= {id(each): each for each in list(vars(module).values()) if _is(each, Registry)}
    for each in found.values():
        for function in each.registered:
            declaration = declared(function)
            if declaration is not None:
                yield declaration


def _is(value: object, wanted: type) -> bool:
    """Tell whether a module's global is of a type; `isinstance` would ask the value itself, and load lazy ones."""
    return issubclass(type(value), wanted)
