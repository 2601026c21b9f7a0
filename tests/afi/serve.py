"""`python -m tests.afi.serve SERVER module:app descriptor`: serves an app on a socket that is already bound."""

from __future__ import annotations

import socket
import sys


def serve_asgi(app: str, descriptor: str) -> None:
    """Serve by uvicorn until terminated."""
    import uvicorn

    # Not uvicorn's own --fd: it takes the socket for a Unix one, and Nagle's algorithm costs 40 ms an answer.
    uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[socket.socket(fileno=int(descriptor))])


def serve_wsgi(app: str, descriptor: str) -> None:
    """Serve by gunicorn until terminated: one process, as state is kept there, with threads for those who are slow."""
    from gunicorn.app.wsgiapp import WSGIApplication

    options = (
        "--bind",
        f"fd://{descriptor}",
        "--worker-class",
        "gthread",
        "--threads",
        "64",
        "--limit-request-line",  # else a URL ends at 4094 bytes, and params need not be short before we have seen them
        "0",
        "--permit-unconventional-http-method",  # else a method in small letters is refused before we have seen it
        "--log-level",
        "critical",
    )
    sys.argv = ["gunicorn", *options, app]
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()


def serve_development(app: str, descriptor: str) -> None:
    """Serve by what `manage.py runserver` serves with, which is the standard library's wsgiref."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.utils.module_loading import import_string

    class Handler(WSGIRequestHandler):
        disable_nagle_algorithm = True  # which costs 40 ms an answer

        def log_message(self, *_: object) -> None:
            """Say nothing, as the other servers here."""

    listening = socket.socket(fileno=int(descriptor))
    server = ThreadedWSGIServer(listening.getsockname(), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    server.server_name, server.server_port = listening.getsockname()
    server.setup_environ()
    server.set_app(import_string(app.replace(":", ".")))
    server.serve_forever()


SERVERS = {"asgi": serve_asgi, "wsgi": serve_wsgi, "development": serve_development}

if __name__ == "__main__":
    SERVERS[sys.argv[1]](*sys.argv[2:])
