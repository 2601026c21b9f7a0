"""`python -m mizan_fastapi.cli main`: prints the document of the functions that a module registers."""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from mizan_core.diagnostics import DeclarationError
from mizan_core.document import export_bytes
from mizan_core.registry import Registry, default_registry


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0, or 1 with the reason on stderr."""
    options = _parser().parse_args(arguments)
    sys.path.insert(0, str(Path.cwd()))
    try:
        # Whatever the module prints must not mix with the document.
        with contextlib.redirect_stdout(sys.stderr):
            registry = _load(options.module)
            document = _table(registry, public=options.public) if options.functions else export_bytes(registry)
    except DeclarationError as error:
        return _fail(str(error))
    except CliError as error:
        return _fail(str(error))
    sys.stdout.buffer.write(document)
    sys.stdout.buffer.flush()
    return 0


class CliError(Exception):
    """Something the user of the command has to mend."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mizan_fastapi.cli",
        description="Print the document of a Mizan application on stdout; everything else goes to stderr.",
    )
    parser.add_argument("module", help="the module that registers the functions, as in main or app.main:registry")
    parser.add_argument("--functions", action="store_true", help="print a table of the functions instead")
    parser.add_argument("--public", action="store_true", help="with --functions: only those that everybody may call")
    return parser


def _load(name: str) -> Registry:
    module_name, _, attribute = name.partition(":")
    try:
        module = importlib.import_module(module_name)
    except DeclarationError:
        raise
    except ModuleNotFoundError as error:
        if error.name is not None and (module_name == error.name or module_name.startswith(f"{error.name}.")):
            raise CliError(
                f"There is no module {module_name!r} in {Path.cwd()}. Run the command where the application runs, "
                f"or set `cwd` in the generator's config."
            ) from None
        raise CliError(_import_failed(module_name, error)) from error
    except Exception as error:  # whatever somebody's module may raise
        raise CliError(_import_failed(module_name, error)) from error
    registry = getattr(module, attribute, None) if attribute else default_registry
    if not isinstance(registry, Registry):
        raise CliError(f"{name!r} is no Registry.")
    return registry


def _import_failed(module: str, error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [each for each in frames if "importlib" not in each.filename and "mizan_fastapi" not in each.filename]
    place = f" ({own[-1].filename}:{own[-1].lineno})" if own else ""
    hint = (
        f"Is {error.name!r} installed in this environment ({sys.executable})?"
        if isinstance(error, ModuleNotFoundError)
        else f"`python -c 'import {module}'` shows the whole traceback."
    )
    return f"Importing {module!r} failed{place}: {type(error).__name__}: {error}\n{hint}"


def _table(registry: Registry, *, public: bool) -> bytes:
    rows = [("name", "kind", "context", "affects", "auth", "module")]
    for name, each in registry.functions.items():
        if public and each.guard.requirement != "public":
            continue
        affects = " ".join(each.contexts)
        rows.append(
            (name, each.kind, each.context or "", affects, each.guard.requirement, each.function.callable.__module__)
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return ("\n".join(lines) + "\n").encode()


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    gc.disable()  # a process that ends at once has nothing to collect
    sys.exit(main())
