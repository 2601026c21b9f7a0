"""Django's settings for the conformance app: what `startproject` writes, without a database."""

from pathlib import Path

from tests.afi.host.tokens import TOKENS

SECRET_KEY = "only for tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["mizan_django", "tests.afi.server_django"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tests.afi.server_django.identity.IdentifyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tests.afi.server_django.urls"
USE_TZ = True
MIZAN = {
    "OUTDATED": Path(__file__).parents[1] / "outdated.json",
    "IDENTITY": ("session", "mwt"),
    "TOKENS": TOKENS,
}
CSRF_TRUSTED_ORIGINS = ["https://app.example"]
SILENCED_SYSTEM_CHECKS = ["mizan.W002"]  # IdentifyMiddleware says who calls
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"none": {"class": "logging.NullHandler"}},
    "loggers": {name: {"handlers": ["none"], "propagate": False} for name in ("mizan", "django")},
}
"""Many vectors crash on purpose."""
