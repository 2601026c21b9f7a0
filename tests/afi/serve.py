"""`python -m tests.afi.serve module:app descriptor`: serves an ASGI app on a socket that is already bound."""

from __future__ import annotations

import socket
import sys

import uvicorn


def main(app: str, descriptor: str) -> None:
    """Serve until terminated."""
    # Not uvicorn's own --fd: it takes the socket for a Unix one, and Nagle's algorithm costs 40 ms an answer.
    uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[socket.socket(fileno=int(descriptor))])


if __name__ == "__main__":
    main(*sys.argv[1:])
