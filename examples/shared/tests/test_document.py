"""Both backends offer the same functions, so that one client serves both."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2]


def exported(folder: str, *command: str) -> bytes:
    """Return what a backend's exporter prints."""
    return subprocess.run([sys.executable, *command], cwd=EXAMPLES / folder, capture_output=True, check=True).stdout


def test_both_backends_export_the_same_document() -> None:
    fastapi = exported("fastapi-react-site/backend", "-m", "mizan_fastapi.cli", "main")
    django = exported("django-react-site", "manage.py", "export_mizan_schema")

    assert len(fastapi) > 100_000
    assert fastapi == django
