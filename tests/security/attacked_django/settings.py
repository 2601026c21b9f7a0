"""Django's settings for the attacked application; `SECURITY_DEBUG` is set where its developer debugs."""

import os

from tests.afi.server_django.settings import *  # noqa: F403
from tests.afi.server_django.settings import INSTALLED_APPS as APPS

DEBUG = "SECURITY_DEBUG" in os.environ
INSTALLED_APPS = [*APPS, "tests.security.attacked_django"]
