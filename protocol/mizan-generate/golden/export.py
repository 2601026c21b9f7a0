"""Prints the documents of several golden cases as one JSON object: a Python for each would take a minute."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

from mizan_core.document import export_bytes

BEFORE = set(sys.modules)
SEARCHED = list(sys.path)


def exported(folder: str) -> str:
    """Return the document of a case, whose modules are then forgotten: every case has a `main` of its own."""
    os.chdir(folder)
    sys.path[:] = [folder, *SEARCHED]
    try:
        return export_bytes(import_module("main").registry).decode()
    finally:
        for name in set(sys.modules) - BEFORE:
            file = getattr(sys.modules[name], "__file__", None)
            if file and Path(file).is_relative_to(folder):
                del sys.modules[name]


if __name__ == "__main__":
    print(json.dumps({folder: exported(folder) for folder in sys.argv[1:]}))
