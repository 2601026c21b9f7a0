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

from mizan_core import listing
from mizan_core.diagnostics import DeclarationError
from mizan_core.document import export_bytes

from .loading import LoadingError, import_registry, notes

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
            output = listing.table(registry, public=options.public).encode() if table else export_bytes(registry)
        except (DeclarationError, LoadingError) as error:
            print(error, file=sys.stderr)
            return 1
        for note in notes(registry):
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


if __name__ == "__main__":
    gc.disable()  # a process that ends at once has nothing to collect
    code = main()
    os.dup2(2, 1)  # for what modules print while the interpreter shuts down
    sys.exit(code)
