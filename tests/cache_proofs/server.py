"""A Redis that can be killed, and started again on the same port, with nothing left of what it held."""

from __future__ import annotations

import socket
import subprocess
import time
from typing import Self

import redis


class Server:
    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self._port = listening.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self._port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        with redis.Redis.from_url(self.url) as client:
            for _ in range(400):
                try:
                    client.ping()
                except redis.RedisError:
                    time.sleep(0.05)
                else:
                    return
        raise AssertionError("Redis does not answer.")

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)
