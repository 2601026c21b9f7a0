"""Projects in folders of their own, for what happens when a process starts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

SETTINGS = """
from pathlib import Path

SECRET_KEY = "only for tests"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["mizan_django", "shop"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(__file__).with_name("db.sqlite3")}}
USE_TZ = True
"""

FILES = {
    "settings.py": SETTINGS,
    "urls.py": """
from django.urls import include, path

urlpatterns = [path("api/mizan/", include("mizan_django.urls"))]
""",
    "wsgi.py": "from django.core.wsgi import get_wsgi_application\n\napplication = get_wsgi_application()\n",
    "asgi.py": "from django.core.asgi import get_asgi_application\n\napplication = get_asgi_application()\n",
    "shop/__init__.py": "",
    "shop/clients.py": """
from mizan_django import client


@client(context="goods")
def goods() -> list[str]:
    return ["tea"]
""",
}
"""The least that is a project: no users, no sessions, nothing in the database."""

MISTAKE = """
from mizan_django import client


@client(context="goods")
def goods() -> list[str]:
    return ["tea"]


@client(affects="good")
def buy() -> None: ...
"""
"""A misspelt context."""


class Project:
    """A project in a folder."""

    def __init__(self, folder: Path, files: Mapping[str, str] = FILES) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "settings",
            "PYTHONPATH": str(folder),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONUNBUFFERED": "1",
        }
        self.write(**files)

    def write(self, **files: str) -> None:
        """Write files, whose names may hold slashes, as in `**{"shop/clients.py": …}`."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program in the folder."""
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of Django's commands."""
        return self.run(sys.executable, "-m", "django", *arguments)
