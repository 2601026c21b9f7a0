"""The envelope for a project's other views: what a MizanError that they raise answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from mizan_core.dispatch import failure
from mizan_core.errors import MizanError

from .responses import respond


class EnvelopeMiddleware(MiddlewareMixin):
    """Answers a MizanError that a view raises as Mizan's own views would; leaves everything else to Django."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return respond(failure(exception, request.path)) if isinstance(exception, MizanError) else None
