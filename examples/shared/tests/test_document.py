"""Both backends offer the same functions, so that one client serves both."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[2]


def exported(folder: str, *command: str) -> dict[str, Any]:
    """Return the document that a backend's exporter prints."""
    done = subprocess.run([sys.executable, *command], cwd=EXAMPLES / folder, capture_output=True, check=True)
    return json.loads(done.stdout)


def test_both_backends_export_the_same_document_but_for_the_token_that_django_wants() -> None:
    fastapi = exported("fastapi-react-site/backend", "-m", "mizan_fastapi.cli", "main")
    django = exported("django-react-site", "manage.py", "export_mizan_schema")

    assert len(fastapi["x-mizan"]["functions"]) > 20
    assert django["x-mizan"].pop("csrf") == {"cookie": "csrftoken", "header": "x-csrftoken"}  # as `csrf()` sends it
    assert fastapi == django
