"""The public keys of tokens, for verifiers elsewhere: `path("", include("mizan_django.jwks"))` in the root URLconf."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe
from mizan_core.tokens.service import JWKS_HEADERS, WELL_KNOWN

from .marking import marked
from .tokens import service


@require_safe
def keys(_: HttpRequest) -> HttpResponse:
    """Answer with the keys."""
    tokens = service()
    if tokens is None:
        raise Http404("There are no tokens.")
    return HttpResponse(tokens.jwks(), headers={name.title(): value for name, value in JWKS_HEADERS})


urlpatterns = [path(WELL_KNOWN, marked(keys), name="mizan-jwks")]
