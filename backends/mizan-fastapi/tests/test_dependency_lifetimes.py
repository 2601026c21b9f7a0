"""`Depends` with `yield`: what is opened for a function is closed before its answer, whatever happens."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import suppress
from typing import Annotated, Any

import httpx
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, Response
from mizan_core import MizanError, Registry, register
from mizan_core.client.function import client
from mizan_fastapi import create_router

Serve = Callable[..., Any]


class Sold(MizanError):
    """It is sold."""

    code = "SOLD"
    status = 409


@pytest.fixture
def story() -> list[str]:
    """What happened, in order."""
    return []


@pytest.fixture
def session(story: list[str]) -> Callable[..., Any]:
    """A session that commits when the function succeeds, and rolls back when it fails."""

    def session() -> Generator[list[str]]:
        story.append("begin")
        try:
            yield story
        except Exception as error:
            story.append(f"rollback for {type(error).__name__}")
            raise
        story.append("commit")

    return session


def test_what_was_committed_is_what_the_refreshed_queries_read(
    registry: Registry, serve: Serve, story: list[str], session: Any
) -> None:
    @register(registry=registry)
    @client(context="things")
    def things(story: Annotated[list[str], Depends(session)]) -> int:
        story.append("read")
        return 1

    @register(registry=registry)
    @client(affects="things")
    async def add(story: Annotated[list[str], Depends(session)]) -> int:
        story.append("write")
        return 2

    answer = serve().call("add", mounted=[{"context": "things", "params": {}}])

    assert answer.json()["refreshed"][0]["data"] == {"things": 1}
    assert story == ["begin", "write", "commit", "begin", "read", "commit"]


def test_dependencies_close_in_the_reverse_order_of_opening(registry: Registry, serve: Serve, story: list[str]) -> None:
    def connection() -> Generator[str]:
        story.append("open connection")
        yield "connection"
        story.append("close connection")

    async def transaction(on: Annotated[str, Depends(connection)]) -> AsyncGenerator[str]:
        story.append(f"begin on {on}")
        yield "transaction"
        story.append("end")

    @register(registry=registry)
    @client
    def work(_: Annotated[str, Depends(transaction)]) -> None:
        story.append("work")

    assert serve().call("work").status_code == 200
    assert story == ["open connection", "begin on connection", "work", "end", "close connection"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Sold(), 409, "SOLD"),
        (HTTPException(404, "Gone."), 404, "NOT_FOUND"),
        (ZeroDivisionError("by secret"), 500, "INTERNAL_ERROR"),
    ],
)
def test_a_dependency_sees_how_the_function_failed(
    registry: Registry, serve: Serve, story: list[str], session: Any, error: Exception, status: int, code: str
) -> None:
    @register(registry=registry)
    @client
    def fail(_: Annotated[list[str], Depends(session)]) -> None:
        raise error

    answer = serve().call("fail")

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert story == ["begin", f"rollback for {type(error).__name__}"]


def test_a_result_that_breaks_its_promise_is_rolled_back(
    registry: Registry, serve: Serve, story: list[str], session: Any
) -> None:
    @register(registry=registry)
    @client
    def lie(_: Annotated[list[str], Depends(session)]) -> int:
        return "no integer"  # type: ignore[return-value]

    assert serve().call("lie").status_code == 500
    assert story[0] == "begin"
    assert story[1].startswith("rollback")


def test_a_commit_that_fails_fails_the_mutation(registry: Registry, serve: Serve) -> None:
    def session() -> Generator[None]:
        yield
        raise Sold

    @register(registry=registry)
    @client(context="things")
    def things() -> int:
        raise AssertionError("Nothing was changed, so nothing is refreshed.")

    @register(registry=registry)
    @client(affects="things")
    def add(_: Annotated[None, Depends(session)]) -> None: ...

    answer = serve().call("add", mounted=[{"context": "things", "params": {}}])

    assert answer.status_code == 409
    assert answer.json() == {"error": {"code": "SOLD", "message": "It is sold.", "details": None}}


def test_a_dependency_may_turn_an_exception_into_another(registry: Registry, serve: Serve) -> None:
    def polite() -> Generator[None]:
        try:
            yield
        except KeyError:
            raise Sold from None

    @register(registry=registry)
    @client
    def fail(_: Annotated[None, Depends(polite)]) -> None:
        raise KeyError("x")

    assert serve().call("fail").json()["error"]["code"] == "SOLD"


def test_a_dependency_that_swallows_an_exception_is_a_mistake_on_the_server(
    registry: Registry, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    def silent() -> Generator[None]:
        with suppress(KeyError):
            yield

    @register(registry=registry)
    @client
    def fail(_: Annotated[None, Depends(silent)]) -> int:
        raise KeyError("x")

    assert serve().call("fail").status_code == 500
    assert "swallowed the function's exception" in caplog.text


def test_a_query_that_fails_does_not_touch_the_sessions_of_its_siblings(
    registry: Registry, serve: Serve, story: list[str], session: Any
) -> None:
    @register(registry=registry)
    @client(context="things")
    async def bad(_: Annotated[list[str], Depends(session)]) -> int:
        await asyncio.sleep(0)
        raise Sold

    @register(registry=registry)
    @client(context="things")
    async def good(_: Annotated[list[str], Depends(session)]) -> int:
        await asyncio.sleep(0.01)
        return 1

    answer = serve().fetch("things").json()

    assert (answer["data"], answer["errors"]["bad"]["code"]) == ({"good": 1}, "SOLD")
    assert sorted(story) == ["begin", "begin", "commit", "rollback for Sold"]


@pytest.mark.parametrize("scope", ["function", "request"])
def test_both_scopes_of_a_dependency_end_before_the_answer(
    registry: Registry, serve: Serve, story: list[str], session: Any, scope: Any
) -> None:
    @register(registry=registry)
    @client
    def work(_: Annotated[list[str], Depends(session, scope=scope)], tasks: BackgroundTasks) -> None:
        tasks.add_task(story.append, "task")

    assert serve().call("work").status_code == 200
    assert story == ["begin", "commit", "task"]


def test_a_login_in_a_dependency_counts_for_what_is_refreshed(registry: Registry) -> None:
    class User:
        is_authenticated = True

    def sign_in(request: Request) -> None:
        request.state.user = User()

    @register(registry=registry)
    @client(context="global", auth=True)
    def secret() -> str:
        return "s3cr3t"

    @register(registry=registry)
    @client(affects="*")
    def login(_: Annotated[None, Depends(sign_in)]) -> None: ...

    async def call() -> Any:  # over a server that gives requests no state
        app = FastAPI()
        app.include_router(create_router(registry=registry), prefix="/api/mizan")
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
            body = {"args": {}, "mounted": [{"context": "global", "params": {}}]}
            return (await http.post("/api/mizan/call/login", json=body)).json()

    assert asyncio.run(call())["refreshed"] == [{"context": "global", "params": {}, "data": {"secret": "s3cr3t"}}]


def test_headers_and_cookies_set_on_the_response_are_sent(registry: Registry, serve: Serve) -> None:
    def session(response: Response) -> None:
        response.set_cookie("session", "abc", httponly=True)

    @register(registry=registry)
    @client
    def login(response: Response, _: Annotated[None, Depends(session)]) -> None:
        response.headers["x-greeting"] = "hello"

    answer = serve().call("login")

    assert answer.headers["x-greeting"] == "hello"
    assert answer.headers["set-cookie"].startswith("session=abc; HttpOnly")


def test_the_response_cannot_change_what_the_protocol_says(registry: Registry, serve: Serve) -> None:
    @register(registry=registry)
    @client
    def meddle(response: Response) -> int:
        response.status_code = 418
        response.headers.update(
            {"content-type": "text/html", "cache-control": "public", "mizan-protocol": "9", "content-length": "1"}
        )
        response.headers["x-content-type-options"] = "sniff"
        response.headers["vary"] = "Accept-Language"
        return 1

    answer = serve().call("meddle")

    assert (answer.status_code, answer.json()) == (200, {"result": 1})
    assert answer.headers.get_list("content-type") == ["application/json"]
    assert answer.headers.get_list("cache-control") == ["private, no-store"]
    assert answer.headers.get_list("mizan-protocol") == ["1"]
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert answer.headers["vary"] == "Cookie, Authorization, Accept-Language"


def test_background_tasks_of_a_function_that_failed_do_not_run(
    registry: Registry, serve: Serve, story: list[str]
) -> None:
    @register(registry=registry)
    @client
    def fail(tasks: BackgroundTasks) -> None:
        tasks.add_task(story.append, "task")
        raise Sold

    assert serve().call("fail").status_code == 409
    assert story == []
