"""The shapes in which a server is deployed. All of them serve the same functions at the same place."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from tests.afi.backends import BACKENDS, ROOT, Backend, Running, environment, started


@dataclass(frozen=True, slots=True)
class Shape:
    """One application behind one server.

    Attributes:
        name: how it is called in tests.
        like: the backend of `tests/afi` that it is a shape of.
        server: the kind of server in front, as `tests.afi.serve` knows it.
        app: the application that it serves.
        debug: whether its developer debugs, so that the framework shows what went wrong.
    """

    name: str
    like: str
    server: str
    app: str
    debug: bool = False

    @property
    def is_fastapi(self) -> bool:
        return self.like == "fastapi"

    @property
    def owns_mount_point(self) -> bool:
        """Whether the path of the mount point itself is ours: else the framework redirects it."""
        return "install" in self.name

    @property
    def cuts_line_breaks(self) -> bool:
        """Whether the framework looks for a path without its last line break, and finds nothing."""
        return "below" in self.name

    @property
    def has_streams(self) -> bool:
        """Whether the server can keep streams open."""
        return self.server == "asgi"

    @property
    def takes_chunks(self) -> bool:
        """Whether the server reads bodies without a length: wsgiref takes them for empty ones."""
        return self.server != "development"


_FASTAPI = "tests.security.attacked_fastapi"
_DJANGO = "tests.security.attacked_django"

SHAPES: Mapping[str, Shape] = {
    each.name: each
    for each in (
        Shape("fastapi-router", "fastapi", "asgi", f"{_FASTAPI}:router"),
        Shape("fastapi-install", "fastapi", "asgi", f"{_FASTAPI}:installed", debug=True),
        Shape("fastapi-router-below", "fastapi", "asgi", f"{_FASTAPI}:router_below", debug=True),
        Shape("fastapi-mounted", "fastapi", "asgi", f"{_FASTAPI}:mounted"),
        Shape("fastapi-install-below", "fastapi", "asgi", f"{_FASTAPI}:installed_below"),
        Shape("django-gunicorn", "django-wsgi", "wsgi", f"{_DJANGO}.wsgi:app"),
        Shape("django-runserver", "django-wsgi", "development", f"{_DJANGO}.wsgi:app", debug=True),
        Shape("django-asgi", "django-asgi", "asgi", f"{_DJANGO}.asgi:app", debug=True),
    )
}


@contextmanager
def serving(shape: Shape, **variables: str) -> Generator[Running]:
    """Serve a shape, with further variables of the environment, until left."""
    like = BACKENDS[shape.like]
    backend = Backend(shape.server, shape.app, like.export, like.has)
    known = {**environment(shape.like), **variables}
    if not shape.is_fastapi:
        known["DJANGO_SETTINGS_MODULE"] = f"{_DJANGO}.settings"
        known |= {"SECURITY_DEBUG": "1"} if shape.debug else {}
    with started(shape.name, backend, known) as running:
        yield running


@cache
def document(like: str) -> bytes:
    """Return the document of the functions that are attacked, as exported on a framework."""
    backend = BACKENDS[like]
    variables = environment(like)
    command = list(backend.export)
    if like == "fastapi":
        command[-1] = _FASTAPI
    else:
        variables["DJANGO_SETTINGS_MODULE"] = f"{_DJANGO}.settings"
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=variables, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
