"""From including a router to serving: when declarations are checked, and what stops the start."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from mizan_core import DeclarationError, Registry
from mizan_core.client.function import client
from mizan_core.document import export_bytes
from mizan_fastapi import create_router, install
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

Serve = Callable[..., Any]


@client
def echo(text: str) -> str:
    return text


@client
def other(text: str) -> str:
    return text.upper()


@client(affects="nothing_of_that_name")
def lost() -> None: ...


@client
def untyped(text) -> str:  # type: ignore[no-untyped-def]
    return text


@pytest.fixture
def app(registry: Registry) -> FastAPI:
    app = FastAPI()
    app.include_router(create_router(registry=registry), prefix="/api/mizan")
    return app


def test_the_router_may_be_included_before_anything_is_registered(
    app: FastAPI, registry: Registry, serve: Serve
) -> None:
    registry.register(echo)

    assert serve(app).call("echo", {"text": "hi"}).json() == {"result": "hi"}


def test_the_start_of_the_application_seals_the_registry(app: FastAPI, registry: Registry, serve: Serve) -> None:
    registry.register(echo)
    serve(app)

    with pytest.raises(DeclarationError, match=r"MZ101 test_life_cycle.py:\d+ other.*registered after"):
        registry.register(other)


def test_exporting_the_document_seals_the_registry(registry: Registry) -> None:
    registry.register(echo)
    export_bytes(registry)

    with pytest.raises(DeclarationError, match="MZ101"):
        registry.register(other)


def test_without_a_lifespan_the_first_request_seals_the_registry(app: FastAPI, registry: Registry) -> None:
    registry.register(echo)
    without_lifespan = TestClient(app)
    assert not registry.sealed

    assert without_lifespan.post("/api/mizan/call/echo", json={"args": {"text": "hi"}}).json() == {"result": "hi"}
    with pytest.raises(DeclarationError, match="MZ101"):
        registry.register(other)


def test_a_wrong_declaration_stops_the_start(app: FastAPI, registry: Registry, serve: Serve) -> None:
    registry.register(lost)
    registry.register(untyped)

    with pytest.raises(DeclarationError) as caught:
        serve(app)

    assert [each.code for each in caught.value.problems] == ["MZ105", "MZ104"]


def test_without_a_lifespan_a_wrong_declaration_is_logged_and_told_to_nobody(
    app: FastAPI, registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    registry.register(lost)
    without_lifespan = TestClient(app)

    for _ in range(2):
        answer = without_lifespan.post("/api/mizan/call/lost", json={})

        assert (answer.status_code, answer.json()["error"]["code"]) == (500, "INTERNAL_ERROR")
        assert "MZ104" not in answer.text
    assert caplog.text.count("MZ104") == 2


def test_a_server_prints_every_problem_and_gives_up(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "from fastapi import FastAPI\n"
        "from mizan_fastapi import client, register, router\n"
        "app = FastAPI()\n"
        "app.include_router(router, prefix='/api/mizan')\n"
        "@register\n@client(affects='nothing')\ndef lost() -> None: ...\n"
        "@register\n@client\ndef untyped(text) -> str: ...\n"
    )

    done = subprocess.run(
        [sys.executable, "-m", "uvicorn", "main:app", "--port", "0"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert done.returncode != 0
    assert "2 problems in the functions declared for Mizan" in done.stderr
    assert "MZ104 main.py:5 lost" in done.stderr
    assert "MZ105 main.py:8 untyped" in done.stderr
    assert "Uvicorn running" not in done.stderr


def test_registries_of_one_application_are_apart(serve: Serve) -> None:
    app, first, second = FastAPI(), Registry(), Registry()
    app.include_router(create_router(registry=second), prefix="/second")
    app.include_router(create_router(registry=first), prefix="/first/v1")
    first.register(echo, "say")
    second.register(other, "say")
    second.register(other, "other")

    api = serve(app, "/first/v1")

    assert api.call("say", {"text": "hi"}).json() == {"result": "hi"}
    assert api.call("other", {"text": "hi"}).status_code == 404
    assert api.client.post("/second/call/say", json={"args": {"text": "hi"}}).json() == {"result": "HI"}


def test_the_default_router_serves_the_default_registry(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "from fastapi import FastAPI\n"
        "from starlette.testclient import TestClient\n"
        "from mizan_fastapi import client, register, router\n"
        "@client\ndef echo(text: str) -> str: return text\n"
        "register(echo, 'echo')\n"
        "app = FastAPI()\n"
        "app.include_router(router, prefix='/api/mizan')\n"
        "print(TestClient(app).post('/api/mizan/call/echo', json={'args': {'text': 'hi'}}).text)\n"
    )

    done = subprocess.run([sys.executable, "main.py"], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout == '{"result":"hi"}\n'


def test_a_router_may_be_inside_of_another(registry: Registry, serve: Serve) -> None:
    app, outer = FastAPI(), APIRouter(prefix="/v1")
    registry.register(echo)
    outer.include_router(create_router(registry=registry), prefix="/mizan")
    app.include_router(outer, prefix="/api")

    api = serve(app, "/api/v1/mizan")

    assert registry.sealed
    assert api.call("echo", {"text": "hi"}).json() == {"result": "hi"}
    assert api.call("none").json()["error"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("outer", [FastAPI, Starlette], ids=lambda each: each.__name__)
@pytest.mark.parametrize("in_front", [False, True], ids=["include_router", "install"])
def test_the_application_may_be_mounted_in_another(
    registry: Registry, serve: Serve, outer: Callable[[], Any], in_front: bool
) -> None:
    sub, app = FastAPI(), outer()
    if in_front:
        install(sub, "/mizan", registry=registry)
    else:
        sub.include_router(create_router(registry=registry), prefix="/mizan")
    app.router.routes.append(Mount("/sub", sub))
    registry.register(echo)

    api = serve(app, "/sub/mizan")

    assert api.call("echo", {"text": "hi"}).json() == {"result": "hi"}
    assert api.client.get("/sub/mizan/call/echo").status_code == 405
    assert api.client.post("/sub/mizan/call%2Fecho", json={}).status_code == 404


@pytest.mark.parametrize("in_front", [False, True], ids=["include_router", "install"])
@pytest.mark.parametrize("path", ["/api/mizan/call/echo", "/proxy/api/mizan/call/echo"], ids=["stripped", "whole"])
def test_a_proxy_may_strip_a_root_path_or_not(registry: Registry, in_front: bool, path: str) -> None:
    app = FastAPI()
    if in_front:
        install(app, registry=registry)
    else:
        app.include_router(create_router(registry=registry), prefix="/api/mizan")
    registry.register(echo)

    answer = TestClient(app, root_path="/proxy").post(path, json={"args": {"text": "hi"}})

    assert answer.json() == {"result": "hi"}


def test_it_stays_out_of_the_applications_own_document(app: FastAPI, registry: Registry) -> None:
    registry.register(echo)

    assert app.openapi()["paths"] == {}
