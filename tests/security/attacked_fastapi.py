"""The attacked application on FastAPI, in each of the ways to serve it."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Response
from mizan_core.client.function import client
from mizan_fastapi import create_router, install

from tests.afi.app.registry import register
from tests.afi.server_fastapi import SETTINGS, Identify

from . import app as attacked
from .sabotage import SabotagedAsgi

logging.getLogger("mizan").addHandler(logging.NullHandler())  # much crashes on purpose

assert attacked.registry is SETTINGS["registry"]
MOUNT = "/api/mizan"


@register("secure.response_header")
@client
def answer_with_header(value: str, response: Response, name: str = "x-told") -> None:
    response.headers[name] = value


def answering(prefix: str, **settings: Any) -> FastAPI:
    """Return an application that includes the router."""
    app = FastAPI(**settings)
    app.include_router(create_router(**SETTINGS), prefix=prefix)
    return app


def answering_in_front(prefix: str, **settings: Any) -> FastAPI:
    """Return an application in front of which Mizan is installed."""
    app = FastAPI(**settings)
    install(app, prefix, **SETTINGS)
    return app


def above(inner: FastAPI, path: str) -> FastAPI:
    """Return an application with another below a path."""
    outer = FastAPI()
    outer.mount(path, inner)
    return outer


router = answering(MOUNT)
router_below = above(answering("/mizan", debug=True), "/api")
mounted = above(answering("", openapi_url=None), MOUNT)
installed = answering_in_front(MOUNT, debug=True)
installed_below = above(answering_in_front("/mizan"), "/api")

for each in (router, router_below, mounted, installed, installed_below):
    each.add_middleware(Identify)
    each.add_middleware(SabotagedAsgi)
