"""Servers as processes of their own, which tests stop, kill and start again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECRET = "only for tests"


class Server:
    """A process that serves the notebook."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    def stop(self, seconds: float = 5.0) -> float:
        """Stop it as a deployment does; return how long that took."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(seconds)
        return time.monotonic() - start


@contextmanager
def serving(live: str, app: str = "tests.live.app:app", **environment: str) -> Iterator[Server]:
    """Serve the notebook by uvicorn."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        descriptor = listening.fileno()
        command = [sys.executable, "-m", "tests.afi.serve", "asgi", app, str(descriptor)]
        variables = {**os.environ, "MIZAN_LIVE": live, "MIZAN_SECRET": SECRET, **environment}
        process = subprocess.Popen(command, cwd=ROOT, env=variables, pass_fds=[descriptor])
        server = Server(listening.getsockname()[1], process)
    try:
        yield server
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(5)
