"""Inside somebody's application: its middleware, its exception handlers, its own routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from mizan_core import Forbidden, NotFound, Registry, register
from mizan_core.client.function import client
from mizan_fastapi import MizanError, create_router, install, mizan_exception_handler, mizan_validation_handler
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.testclient import TestClient

Serve = Callable[..., Any]


class User:
    is_authenticated = True
    is_staff = False
    name = "ada"


class Identify:
    """A middleware in plain ASGI."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {})["user"] = User()
        await self._app(scope, receive, send)


async def identify(request: Request, call_next: Callable[..., Any]) -> Response:
    """A middleware as FastAPI's documentation writes it."""
    request.state.user = User()
    return await call_next(request)


@pytest.fixture(params=[False, True], ids=["include_router", "install"])
def put(request: pytest.FixtureRequest, registry: Registry) -> Callable[..., None]:
    """Both ways to put Mizan into an application."""

    def put(app: FastAPI, **options: Any) -> None:
        if request.param:
            install(app, registry=registry, **options)
        else:
            app.include_router(create_router(registry=registry, **options), prefix="/api/mizan")

    return put


@pytest.fixture(autouse=True)
def functions(registry: Registry) -> None:
    @register(registry=registry)
    @client(auth=True)
    def whoami(request: Any) -> str:
        return request.state.user.name

    @register(registry=registry)
    @client
    def long(length: int) -> str:
        return "x" * length

    @register(registry=registry)
    @client
    def refuse() -> None:
        raise Forbidden("No.")

    @register(registry=registry)
    @client
    def crash() -> None:
        raise ZeroDivisionError("by secret")

    @register(registry=registry)
    @client
    def abort() -> None:
        raise HTTPException(404, "Gone.")


@pytest.mark.parametrize("early", [True, False], ids=["added before", "added after"])
@pytest.mark.parametrize("kind", ["BaseHTTPMiddleware", "ASGI", "decorator"])
def test_middleware_says_who_calls(put: Any, serve: Serve, kind: str, early: bool) -> None:
    app = FastAPI()
    if not early:
        put(app)
    if kind == "ASGI":
        app.add_middleware(Identify)
    elif kind == "decorator":
        app.middleware("http")(identify)
    else:
        app.add_middleware(BaseHTTPMiddleware, dispatch=identify)
    if early:
        put(app)

    assert serve(app).call("whoami").json() == {"result": "ada"}


def test_a_middleware_may_answer_in_its_place(put: Any, serve: Serve) -> None:
    app = FastAPI()
    put(app)

    @app.middleware("http")
    async def closed(request: Request, call_next: Any) -> Response:
        return PlainTextResponse("Closed.", 503)

    assert serve(app).call("whoami").text == "Closed."


def test_answers_may_be_compressed(put: Any, serve: Serve) -> None:
    app = FastAPI()
    put(app)
    app.add_middleware(GZipMiddleware, minimum_size=500)

    answer = serve(app).call("long", {"length": 1000}, headers={"accept-encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json() == {"result": "x" * 1000}
    assert set(answer.headers["vary"].split(", ")) == {"Cookie", "Authorization", "Accept-Encoding"}


def test_other_origins_may_be_let_in(put: Any, serve: Serve) -> None:
    app = FastAPI()
    put(app, origins=["https://app.example"])
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["https://app.example"],
        allow_credentials=True,
        allow_methods=["GET", "POST"],
        allow_headers=["content-type", "mizan-protocol"],
    )
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "mizan-protocol"}
    origin = {"origin": "https://app.example"}
    api = serve(app)

    preflight = api.client.options("/api/mizan/call/long", headers=asked | origin)
    answer = api.call("long", {"length": 1}, headers={**origin, "cookie": "a=b", "mizan-protocol": "1"})

    assert preflight.status_code == 200
    assert answer.json() == {"result": "x"}
    assert answer.headers["access-control-allow-origin"] == "https://app.example"


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("refuse", 403, "FORBIDDEN"),
        ("abort", 404, "NOT_FOUND"),
        ("crash", 500, "INTERNAL_ERROR"),
        ("long", 422, "VALIDATION_ERROR"),
        ("nobody", 404, "NOT_FOUND"),
    ],
)
def test_handlers_of_the_application_are_for_its_own_routes(
    put: Any, serve: Serve, name: str, status: int, code: str
) -> None:
    app = FastAPI()
    for kind in (Exception, HTTPException, RequestValidationError, MizanError, 404, 405):
        app.add_exception_handler(kind, lambda *_: PlainTextResponse("Handled.", 418))
    put(app)

    answer = serve(app).call(name)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_debugging_shows_clients_no_traceback(put: Any, serve: Serve) -> None:
    app = FastAPI(debug=True)
    put(app)

    answer = serve(app).call("crash", headers={"accept": "text/html"})

    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "secret" not in answer.text


@pytest.fixture
def handled() -> FastAPI:
    """An application with routes of its own, which answers errors as Mizan does."""
    app = FastAPI()
    app.add_exception_handler(MizanError, mizan_exception_handler)
    app.add_exception_handler(HTTPException, mizan_exception_handler)
    app.add_exception_handler(RequestValidationError, mizan_validation_handler)

    @app.get("/missing")
    def missing() -> None:
        raise NotFound("There is no such file.")

    @app.get("/aborted")
    def aborted() -> None:
        raise HTTPException(429, "Slower.", headers={"retry-after": "3"})

    @app.get("/unchanged")
    def unchanged() -> None:
        raise HTTPException(304, headers={"etag": '"1"'})

    @app.get("/page")
    def page(number: int = Query(ge=1)) -> int:
        return number

    return app


def test_own_routes_may_raise_mizans_errors(handled: FastAPI, serve: Serve) -> None:
    answer = serve(handled).client.get("/missing")

    assert answer.status_code == 404
    assert answer.json() == {"error": {"code": "NOT_FOUND", "message": "There is no such file.", "details": None}}


def test_own_routes_may_answer_http_exceptions_with_the_envelope(handled: FastAPI, serve: Serve) -> None:
    client = serve(handled).client
    answer = client.get("/aborted")
    unchanged = client.get("/unchanged")

    assert answer.json() == {"error": {"code": "RATE_LIMITED", "message": "Slower.", "details": None}}
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
    assert (unchanged.status_code, unchanged.headers["etag"], unchanged.content) == (304, '"1"', b"")


def test_own_routes_may_answer_validation_errors_with_the_envelope(handled: FastAPI, serve: Serve) -> None:
    client = serve(handled).client
    missing = client.get("/page").json()["error"]
    small = client.get("/page", params={"number": "0"}).json()["error"]

    assert missing["code"] == small["code"] == "VALIDATION_ERROR"
    assert missing["details"] == [{"path": ["query", "number"], "type": "missing", "message": "Field required"}]
    assert [(each["path"], each["type"]) for each in small["details"]] == [(["query", "number"], "out_of_range")]


def test_installing_adds_the_handlers(registry: Registry, serve: Serve) -> None:
    app = FastAPI()
    install(app, registry=registry)

    @app.get("/missing")
    def missing(number: int = 1) -> None:
        raise NotFound

    client = serve(app).client

    assert client.get("/missing").json()["error"]["code"] == "NOT_FOUND"
    assert client.get("/missing", params={"number": "x"}).json()["error"]["code"] == "VALIDATION_ERROR"


def test_installing_leaves_the_applications_own_handlers(registry: Registry, serve: Serve) -> None:
    app = FastAPI()
    for kind in (RequestValidationError, MizanError):
        app.add_exception_handler(kind, lambda *_: PlainTextResponse("Mine.", 418))
    install(app, registry=registry)

    @app.get("/missing")
    def missing(number: int = 1) -> None:
        raise NotFound

    client = serve(app).client

    assert client.get("/missing").text == "Mine."
    assert client.get("/missing", params={"number": "x"}).text == "Mine."


def test_installed_it_stands_in_front_of_every_route(registry: Registry, serve: Serve) -> None:
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    def everything(path: str) -> str:
        return path

    install(app, "/rpc", registry=registry)
    api = serve(app, "/rpc")

    assert api.call("long", {"length": 1}).json() == {"result": "x"}
    assert api.client.get("/rpcs/x").json() == "rpcs/x"
    assert api.client.get("/other").json() == "other"


@pytest.mark.parametrize("prefix", ["", "/", "api", "/api/"])
def test_it_is_not_installed_where_it_would_hide_the_application(registry: Registry, prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        install(FastAPI(), prefix, registry=registry)


def test_it_is_not_installed_into_an_application_that_has_started(registry: Registry, serve: Serve) -> None:
    app = FastAPI()
    serve(app).client.get("/")

    with pytest.raises(RuntimeError, match="started"):
        install(app, registry=registry)


def test_a_declared_length_beyond_all_bounds_is_too_large(put: Any, serve: Serve) -> None:
    app = FastAPI()
    put(app)

    answer = serve(app).call("long", {"length": 1}, headers={"content-length": "9" * 5000})

    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")


def test_unexpected_errors_of_own_routes_may_be_answered_with_the_envelope(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    app = FastAPI()
    app.add_exception_handler(Exception, mizan_exception_handler)

    @app.get("/crash")
    def crash() -> None:
        raise ZeroDivisionError("by secret")

    answer = TestClient(app, raise_server_exceptions=False).get("/crash")

    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert "secret" not in answer.text
    assert f"Unexpected error in /crash, id {answer.json()['error']['details']['id']}" in caplog.text
