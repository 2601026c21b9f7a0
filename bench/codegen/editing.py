"""The editor: how long it takes to show mistakes and completions after an edit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .processes import Process, cost
from .workspace import ROOT

SCRIPT = Path(__file__).with_name("editor.mjs")
FIGURES = "editor.json"


def edit(folders: Mapping[str, Path]) -> dict[str, Any]:
    """Return the seconds of an edit in each folder's program; what fails or takes too long says so."""
    found: dict[str, Any] = {}
    for name, folder in folders.items():
        figures = folder / FIGURES
        figures.unlink(missing_ok=True)
        command = ["node", str(SCRIPT), str(ROOT / "node_modules/typescript/lib/typescript.js"), FIGURES]
        outcome = cost(Process(command, folder))
        found[name] = outcome if isinstance(outcome, str) else json.loads(figures.read_text())
    return found
