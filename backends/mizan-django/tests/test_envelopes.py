"""The envelope for a project's other views."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client, override_settings
from django.urls import path
from mizan_core import MizanError, NotFound


def missing(request: HttpRequest) -> HttpResponse:
    raise NotFound("There is no such report.")


async def missing_later(request: HttpRequest) -> HttpResponse:
    raise NotFound("There is no such report.")


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("missing", missing), path("missing-later", missing_later), path("broken", broken)]
ENVELOPES = ["mizan_django.middleware.EnvelopeMiddleware"]
EXPECTED = {"error": {"code": "NOT_FOUND", "message": "There is no such report.", "details": None}}


@pytest.fixture(autouse=True)
def urls() -> Any:
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=ENVELOPES):
        yield


@pytest.mark.parametrize("url", ["/missing", "/missing-later"])
def test_an_error_of_ours_is_answered_by_its_envelope(url: str) -> None:
    answer = Client().get(url)

    assert (answer.status_code, answer.json()) == (404, EXPECTED)
    assert answer["mizan-protocol"] == "1"


@pytest.mark.parametrize("url", ["/missing", "/missing-later"])
def test_it_is_under_asgi_too(url: str) -> None:
    answer = asyncio.run(AsyncClient().get(url))

    assert (answer.status_code, answer.json()) == (404, EXPECTED)


def test_other_errors_stay_django_s() -> None:
    answer = Client(raise_request_exception=False).get("/broken")

    assert answer.status_code == 500
    assert "mizan-protocol" not in answer


def test_without_the_middleware_django_answers() -> None:
    with override_settings(MIDDLEWARE=[]), pytest.raises(MizanError):
        Client().get("/missing")
