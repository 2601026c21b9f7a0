"""`python -m mizan_fastapi.cli main`: prints the document of the functions that a module registers."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import BinaryIO

from mizan_core.diagnostics import DeclarationError
from mizan_core.document import export_bytes
from mizan_core.registry import Registry

from .loading import LoadingError, import_registry, unregistered

_EPILOG = """\
exit codes:
  0  the document, or the table, is on stdout; nothing else ever is
  1  the module cannot be imported, or what it declares is wrong: stderr says why
  2  the command itself is wrong
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0, or 1 with the reason on stderr."""
    options = _parser().parse_args(arguments)
    sys.path.insert(0, str(Path.cwd()))
    with _stdout_to_ourselves() as stdout:
        try:
            registry = import_registry(options.module)
            table = options.functions or options.public
            output = _table(registry, public=options.public) if table else export_bytes(registry)
        except (DeclarationError, LoadingError) as error:
            print(error, file=sys.stderr)
            return 1
        for note in unregistered(registry):
            print(f"note: {note}", file=sys.stderr)
        stdout.write(output)
        stdout.flush()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mizan_fastapi.cli",
        description="Print the document of a Mizan application on stdout; everything else goes to stderr.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("module", help="the module that registers the functions, as in main or app.main:registry")
    parser.add_argument("--functions", action="store_true", help="print a table of the functions instead")
    parser.add_argument("--public", action="store_true", help="print a table of those that everybody may call")
    return parser


@contextmanager
def _stdout_to_ourselves() -> Generator[BinaryIO]:
    """Yield stdout, and lead to stderr whatever else writes there: modules, their C code, their children."""
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "wb") as stdout, redirect_stdout(sys.stderr):
        os.dup2(2, 1)
        try:
            yield stdout
        finally:
            os.dup2(stdout.fileno(), 1)


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


if __name__ == "__main__":
    gc.disable()  # a process that ends at once has nothing to collect
    code = main()
    os.dup2(2, 1)  # for what modules print while the interpreter shuts down
    sys.exit(code)
