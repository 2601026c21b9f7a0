"""How functions run: `def` in threads, `async def` together, each failure for itself."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from mizan_core import Registry, register
from mizan_core.client.function import client
from mizan_fastapi import create_router

Serve = Callable[..., Any]
TENANT: ContextVar[str] = ContextVar("tenant", default="nobody")
HEADERS = {"content-type": "application/json"}


def together(registry: Registry, work: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
    """Let `work` send requests to the registry's functions, all in one event loop."""

    async def run() -> Any:
        app = FastAPI()
        app.include_router(create_router(registry=registry), prefix="/api/mizan")
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test/api/mizan") as http:
            return await work(http)

    return asyncio.run(run())


def test_a_def_that_blocks_holds_nobody_up(registry: Registry) -> None:
    released = threading.Event()

    @register(registry=registry)
    @client
    def wait() -> bool:
        return released.wait(5)

    @register(registry=registry)
    @client
    async def release() -> None:
        released.set()

    async def work(http: httpx.AsyncClient) -> Any:
        waiting = asyncio.create_task(http.post("/call/wait", json={}))
        await asyncio.sleep(0.02)
        await http.post("/call/release", json={})
        return (await waiting).json()

    assert together(registry, work) == {"result": True}


def test_a_def_runs_in_a_thread_and_an_async_def_in_the_event_loop(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def there() -> int:
        return threading.get_ident()

    @register(registry=registry)
    @client
    async def here() -> int:
        return threading.get_ident()

    async def work(http: httpx.AsyncClient) -> Any:
        return [(await http.post(f"/call/{name}", json={})).json()["result"] for name in ("there", "here")]

    there_ran, here_ran = together(registry, work)

    assert here_ran == threading.get_ident()
    assert there_ran != here_ran


def query(body: Callable[[], Any], *, asynchronous: bool) -> Callable[..., Any]:
    """Make a query of the context `many`."""
    if asynchronous:

        @client(context="many")
        async def awaited() -> Any:
            await asyncio.sleep(0)
            return body()

        return awaited

    @client(context="many")
    def plain() -> Any:
        return body()

    return plain


def test_all_def_queries_of_a_bundle_take_one_thread_hop(
    registry: Registry, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mizan_fastapi import running

    hops: list[None] = []
    in_threadpool = running.run_in_threadpool

    async def counted(*args: Any) -> Any:
        hops.append(None)
        return await in_threadpool(*args)

    monkeypatch.setattr(running, "run_in_threadpool", counted)
    for index in range(5):
        registry.register(query(threading.get_ident, asynchronous=False), f"plain{index}")
        registry.register(query(lambda: 0, asynchronous=True), f"awaited{index}")

    data = serve().fetch("many").json()["data"]

    assert len(data) == 10
    assert len({value for name, value in data.items() if name.startswith("plain")}) == 1
    assert len(hops) == 1


def test_the_queries_of_a_bundle_run_at_the_same_time(registry: Registry) -> None:
    """Each waits for all the others, so that one after the other they would never end."""
    all_began, first_began = asyncio.Barrier(5), threading.Event()

    def meeting() -> Callable[..., Any]:
        @client(context="many")
        async def meet() -> bool:
            await asyncio.wait_for(all_began.wait(), 5)
            first_began.set()
            return True

        return meet

    for index in range(5):
        registry.register(meeting(), f"meet{index}")
    registry.register(query(lambda: first_began.wait(5), asynchronous=False), "blocking")

    async def work(http: httpx.AsyncClient) -> Any:
        return (await http.get("/context/many")).json()["data"]

    assert list(together(registry, work).values()) == [True] * 6


class Tenant:
    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        TENANT.set("acme")
        await self._app(scope, receive, send)


@pytest.mark.parametrize("asynchronous", [True, False], ids=["async", "def"])
def test_context_variables_reach_every_function(registry: Registry, serve: Serve, asynchronous: bool) -> None:
    for index in range(2):
        registry.register(query(TENANT.get, asynchronous=asynchronous), f"query{index}")
    app = FastAPI()
    app.include_router(create_router(registry=registry), prefix="/api/mizan")
    app.add_middleware(Tenant)

    assert serve(app).fetch("many").json()["data"] == {"query0": "acme", "query1": "acme"}


@pytest.mark.parametrize("asynchronous", [True, False], ids=["async", "def"])
def test_what_one_query_sets_another_does_not_see(registry: Registry, serve: Serve, asynchronous: bool) -> None:
    def leave_a_mark() -> str:
        seen = TENANT.get()
        TENANT.set("marked")
        return seen

    for index in range(3):
        registry.register(query(leave_a_mark, asynchronous=asynchronous), f"query{index}")

    assert set(serve().fetch("many").json()["data"].values()) == {"nobody"}


@pytest.mark.parametrize("asynchronous", [True, False], ids=["async", "def"])
def test_what_a_function_throws_is_logged_under_the_id_that_the_client_sees(
    registry: Registry, serve: Serve, caplog: pytest.LogCaptureFixture, asynchronous: bool
) -> None:
    def crash() -> None:
        raise ZeroDivisionError("by secret")

    async def crash_later() -> None:
        crash()

    registry.register(client(crash_later if asynchronous else crash), "crash")

    answer = serve().call("crash")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    (record,) = [each for each in caplog.records if each.name == "mizan"]
    assert record.levelno == logging.ERROR
    assert record.getMessage() == f"Unexpected error in crash, id {answer.json()['error']['details']['id']}"
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


@pytest.mark.parametrize("waiting", [True, False], ids=["after waiting", "at once"])
def test_a_function_that_is_cancelled_by_its_own_doing_fails_alone(
    registry: Registry, serve: Serve, waiting: bool
) -> None:
    @register(registry=registry)
    @client(context="many")
    async def cancelled() -> int:
        if waiting:
            await asyncio.sleep(0)
        raise asyncio.CancelledError

    @register(registry=registry)
    @client(context="many")
    async def fine() -> int:
        await asyncio.sleep(0.01)
        return 1

    answer = serve().fetch("many")

    assert answer.status_code == 200
    assert answer.json()["data"] == {"fine": 1}
    assert answer.json()["errors"]["cancelled"]["code"] == "INTERNAL_ERROR"


def test_a_request_that_is_cancelled_takes_its_queries_along(registry: Registry) -> None:
    ends: list[str] = []

    def waiter() -> Callable[..., Any]:
        @client(context="many")
        async def wait() -> None:
            try:
                await asyncio.sleep(5)
            finally:
                ends.append("ended")

        return wait

    for index in range(3):
        registry.register(waiter(), f"wait{index}")

    async def work(http: httpx.AsyncClient) -> Any:
        request = asyncio.create_task(http.get("/context/many"))
        await asyncio.sleep(0.02)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        return list(ends)

    assert together(registry, work) == ["ended"] * 3
