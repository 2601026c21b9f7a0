"""The ASGI application."""

from django.core.asgi import get_asgi_application

from ..sabotage import SabotagedAsgi

app = SabotagedAsgi(get_asgi_application())
