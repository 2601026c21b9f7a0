"""The WSGI application."""

from django.core.wsgi import get_wsgi_application

from ..sabotage import SabotagedWsgi

app = SabotagedWsgi(get_wsgi_application())
