"""Settings as `startproject` writes them, with a user model of our own and two databases."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit


def database(url: str, suffix: str = "") -> dict[str, Any]:
    """Return the settings of the database that `sqlite:////path` or `postgres://user@host:port/name` means."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        name = parts.path + suffix
        options = {"timeout": 20, "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"}
        # A file for tests too, since servers and threads have connections of their own.
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options, "TEST": {"NAME": name}}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") + suffix,
        "USER": parts.username,
        "PASSWORD": parts.password,
        "HOST": parts.hostname,
        "PORT": parts.port,
        "TEST": {"TEMPLATE": "template0"},
    }


SECRET_KEY = "only for tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "mizan_django",
    "desk",
    "shapes.library",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
            ],
        },
    },
]
ROOT_URLCONF = "project.urls"
DATABASES = {
    "default": database(os.environ["DATABASE_URL"]),
    "other": database(os.environ["DATABASE_URL"], "_other"),
}
for _each in DATABASES.values():
    _each["CONN_MAX_AGE"] = int(os.environ.get("KEEP_CONNECTIONS", "0"))
AUTH_USER_MODEL = "desk.Member"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
STATIC_URL = "static/"
