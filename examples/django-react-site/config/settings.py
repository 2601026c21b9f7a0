"""Django's settings for the task board."""

from __future__ import annotations

import os
from pathlib import Path

from task_board.page import built_page

from .environment import database, kept_secret

HERE = Path(__file__).parents[1]
PAGE = built_page()
DATABASE = Path(os.environ.get("TASKBOARD_DB", HERE / "var" / "taskboard.db"))

DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ.get("TASKBOARD_SECRET") or kept_secret(DATABASE.with_name("secret"))
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "mizan_django",
    "taskboard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "mizan_django.middleware.EnvelopeMiddleware",  # for downloads, which are views of our own
]

MIZAN = {"ATOMIC": "mutations", "STRICT": True}

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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

DATABASES = {"default": database(os.environ.get("DATABASE_URL"), DATABASE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "taskboard.Account"
AUTHENTICATION_BACKENDS = ["taskboard.passwords.PatientBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # else trying many names would make it forget the tries with one
    },
}

STATIC_URL = "/static/"
TIME_ZONE = "UTC"

# Errors are said; that somebody asked for what he may not have is no news.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
