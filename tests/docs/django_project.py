"""A Django project in a folder of its own: what `startproject` writes, and what a page adds to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from .projects import ENVIRONMENT

PROJECT: Mapping[str, str] = {
    "manage.py": """\
import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
execute_from_command_line(sys.argv)
""",
    "settings.py": """\
SECRET_KEY = "docs"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "shop",
]
ROOT_URLCONF = "urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
""",
    "urls.py": """\
from django.urls import include, path

urlpatterns = [path("api/mizan/", include("mizan_django.urls"))]
""",
    "shop/__init__.py": "",
}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write a project with these files; its settings are added to, others are replaced."""
    settings = PROJECT["settings.py"] + files.get("settings.py", "")
    for name, text in {**PROJECT, **files, "settings.py": settings}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def manage(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py, warnings being errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *command],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
