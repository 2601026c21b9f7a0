"""A Django project, whose CSRF token has names of its own."""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line

settings.configure(
    INSTALLED_APPS=["mizan_django"], CSRF_COOKIE_NAME="__Host-shop.token", CSRF_HEADER_NAME="HTTP_X_SHOP_TOKEN"
)

from mizan_core import register  # noqa: E402  # as late as in any project
from mizan_core.client.function import client  # noqa: E402


@register
@client(context="cart")
def items() -> list[str]:
    return []


@register
@client(affects="cart")
def add(item: str) -> None: ...


execute_from_command_line(sys.argv)
