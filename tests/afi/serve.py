"""`python -m tests.afi.serve asgi|wsgi module:app descriptor`: serves an app on a socket that is already bound."""

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


SERVERS = {"asgi": serve_asgi, "wsgi": serve_wsgi}

if __name__ == "__main__":
    SERVERS[sys.argv[1]](*sys.argv[2:])
