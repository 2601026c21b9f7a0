"""Clients that go away, on a real server: what has begun runs to its end, as everywhere in FastAPI."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request
from mizan_core import Registry, register
from mizan_core.client.function import client
from mizan_fastapi import create_router, install

TIMEOUT = 5.0


@pytest.fixture(params=["include_router", "install", "BaseHTTPMiddleware"])
def app(request: pytest.FixtureRequest, registry: Registry) -> FastAPI:
    app = FastAPI()
    if request.param == "install":
        install(app, registry=registry)
    else:
        app.include_router(create_router(registry=registry), prefix="/api/mizan")
    if request.param == "BaseHTTPMiddleware":

        @app.middleware("http")
        async def through(request: Request, call_next: Any) -> Any:
            return await call_next(request)

    return app


@pytest.fixture
def port(app: FastAPI, registry: Registry) -> Iterator[Callable[[], int]]:
    """Start a server in a thread of this process, once the functions are registered."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})

    def start() -> int:
        thread.start()
        wait_for(lambda: server.started)
        return listening.getsockname()[1]

    yield start
    server.should_exit = True
    if thread.is_alive():
        thread.join(TIMEOUT)
    listening.close()


def wait_for(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline, "It never happened."
        time.sleep(0.005)


@contextmanager
def sent(port: int, body: bytes, *, length: int | None = None) -> Iterator[socket.socket]:
    """Send a call of `work`, whole or in part, and hang up afterwards."""
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as connection:
        connection.sendall(
            b"POST /api/mizan/call/work HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(body) if length is None else length, body)
        )
        yield connection


def status_of(port: int) -> bytes:
    with sent(port, b"{}") as connection:
        return connection.recv(4096).split(b"\r\n")[0]


@pytest.mark.parametrize("asynchronous", [True, False], ids=["async", "def"])
def test_a_function_runs_to_its_end_when_its_client_leaves(
    registry: Registry, port: Callable[[], int], asynchronous: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """A mutation that has begun is committed whole, not cut where the network happened to break."""
    begun, ended, released = threading.Event(), threading.Event(), threading.Event()

    async def work_async() -> None:
        begun.set()
        while not released.is_set():
            await asyncio.sleep(0.005)
        ended.set()

    def work() -> None:
        begun.set()
        released.wait(TIMEOUT)
        ended.set()

    registry.register(client(affects="*")(work_async if asynchronous else work), "work")

    with sent(port(), b"{}"):
        assert begun.wait(TIMEOUT)
    time.sleep(0.05)  # the server notices
    released.set()

    assert ended.wait(TIMEOUT)
    time.sleep(0.05)
    assert caplog.records == []


@pytest.mark.parametrize("app", ["include_router", "install"], indirect=True)
def test_a_long_function_may_ask_whether_its_client_is_still_there(registry: Registry, port: Callable[[], int]) -> None:
    """Who wants to stop then, stops by himself. Behind BaseHTTPMiddleware no request of FastAPI learns of it."""
    begun, noticed = threading.Event(), threading.Event()

    @register(registry=registry)
    @client
    async def work(request: Request) -> None:
        assert not await request.is_disconnected()
        begun.set()
        while not await request.is_disconnected():
            await asyncio.sleep(0.005)
        noticed.set()

    with sent(port(), b"{}"):
        assert begun.wait(TIMEOUT)

    assert noticed.wait(TIMEOUT)


def test_a_request_that_breaks_off_is_dropped_without_a_word(
    registry: Registry, port: Callable[[], int], caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[None] = []

    @register(registry=registry)
    @client
    def work() -> None:
        ran.append(None)

    at = port()
    for body in (b"", b'{"args":', b'{"args":{}}'):
        with sent(at, body, length=1000):
            time.sleep(0.02)
    time.sleep(0.05)
    assert ran == []

    assert status_of(at) == b"HTTP/1.1 200 OK"
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING] == []


def test_slow_senders_hold_nobody_up(registry: Registry, port: Callable[[], int]) -> None:
    @register(registry=registry)
    @client
    def work() -> None: ...

    at = port()
    with sent(at, b"{", length=2) as first, sent(at, b"", length=2) as second:
        assert status_of(at) == b"HTTP/1.1 200 OK"
        first.sendall(b"}")
        second.sendall(b"{}")

        assert first.recv(4096).startswith(b"HTTP/1.1 200 OK")
        assert second.recv(4096).startswith(b"HTTP/1.1 200 OK")
