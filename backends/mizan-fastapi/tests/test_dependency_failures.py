"""`Depends` that goes wrong: refused requests, and declarations that can never work."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import Body, Depends, File, Form, Header, HTTPException, Path, Query, UploadFile, WebSocket
from mizan_core import DeclarationError, Forbidden, MizanError, Registry, register
from mizan_core.client.function import client
from pydantic import BaseModel

Serve = Callable[..., Any]


class Sold(MizanError):
    """It is sold."""

    code = "SOLD"
    status = 409


class Item(BaseModel):
    name: str


def raising(error: Exception) -> Callable[[], None]:
    def refuse() -> None:
        raise error

    return refuse


@pytest.mark.parametrize(
    ("error", "status", "expected"),
    [
        (HTTPException(403, "Not you."), 403, {"code": "FORBIDDEN", "message": "Not you.", "details": None}),
        (Forbidden("Not you."), 403, {"code": "FORBIDDEN", "message": "Not you.", "details": None}),
        (Sold(), 409, {"code": "SOLD", "message": "It is sold.", "details": None}),
        (
            HTTPException(409, {"left": 1}),
            409,
            {"code": "CONFLICT", "message": "The request failed.", "details": {"left": 1}},
        ),
    ],
    ids=["HTTPException", "MizanError", "own error", "with details"],
)
def test_a_dependency_may_refuse(
    registry: Registry, serve: Serve, error: Exception, status: int, expected: dict[str, Any]
) -> None:
    @register(registry=registry)
    @client
    def guarded(_: Annotated[None, Depends(raising(error))]) -> None:
        raise AssertionError("The function runs.")

    answer = serve().call("guarded")

    assert (answer.status_code, answer.json()) == (status, {"error": expected})


def test_a_refused_query_fails_alone(registry: Registry, serve: Serve) -> None:
    @register(registry=registry)
    @client(context="things")
    def bad(_: Annotated[None, Depends(raising(Forbidden()))]) -> int:
        return 0

    @register(registry=registry)
    @client(context="things")
    def good() -> int:
        return 1

    answer = serve().fetch("things")

    assert answer.status_code == 200
    assert (answer.json()["data"], answer.json()["errors"]["bad"]["code"]) == ({"good": 1}, "FORBIDDEN")


def test_an_unexpected_failure_of_a_dependency_tells_the_client_nothing(
    registry: Registry, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    @register(registry=registry)
    @client
    def guarded(_: Annotated[None, Depends(raising(RuntimeError("hunter2")))]) -> None: ...

    answer = serve().call("guarded")

    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert "hunter2" not in answer.text
    assert answer.json()["error"]["details"]["id"] in caplog.text
    assert "hunter2" in caplog.text


def numbered(x_number: Annotated[int, Header()], page: Annotated[int, Query(ge=1)]) -> int:
    return x_number + page


def test_wrong_headers_and_query_parameters_are_validation_errors(registry: Registry, serve: Serve) -> None:
    @register(registry=registry)
    @client
    def numbers(number: Annotated[int, Depends(numbered)]) -> int:
        return number

    api = serve()
    right = api.call("numbers", headers={"x-number": "1"}, params={"page": "2"})
    wrong = api.call("numbers", headers={"x-number": "s3cr3t"})

    assert right.json() == {"result": 3}
    assert wrong.status_code == 422
    assert wrong.json()["error"]["code"] == "VALIDATION_ERROR"
    assert {tuple(each["path"]): each["type"] for each in wrong.json()["error"]["details"]} == {
        ("header", "x-number"): "invalid",
        ("query", "page"): "missing",
    }
    assert "s3cr3t" not in wrong.text


def with_body(item: Item) -> str:
    return item.name


def with_form(name: Annotated[str, Form()]) -> str:
    return name


def with_file(file: UploadFile) -> str:
    return str(file.filename)


def with_socket(socket: WebSocket) -> str:
    return str(socket)


@pytest.mark.parametrize("dependency", [with_body, with_form, with_file, with_socket], ids=lambda each: each.__name__)
def test_a_dependency_that_wants_the_body_for_itself_is_refused_at_the_start(
    registry: Registry, serve: Serve, dependency: Callable[..., str]
) -> None:
    def inner(name: Annotated[str, Depends(dependency)]) -> str:
        return name

    @register(registry=registry)
    @client
    def first(name: Annotated[str, Depends(inner)]) -> str:
        return name

    @register(registry=registry)
    @client
    def second(name: Annotated[str, Depends(dependency)]) -> str:
        return name

    with pytest.raises(DeclarationError) as caught:
        serve()

    assert [each.code for each in caught.value.problems] == ["MZ125", "MZ125"]
    assert "first" in str(caught.value)
    assert dependency.__name__.removeprefix("with_")[:4] in str(caught.value)


class Opaque: ...


def broken(thing: Opaque) -> None: ...


def test_a_dependency_that_fastapi_refuses_is_refused_at_the_start(registry: Registry, serve: Serve) -> None:
    @register(registry=registry)
    @client
    def first(_: Annotated[None, Depends(broken)]) -> None: ...

    with pytest.raises(DeclarationError, match="MZ125"):
        serve()


@pytest.mark.parametrize("marker", [Body(), Form(), File(), Path()], ids=lambda each: type(each).__name__)
def test_markers_of_where_a_value_stands_have_no_place_in_a_client_function(
    registry: Registry, serve: Serve, marker: Any
) -> None:
    @register(registry=registry)
    @client
    def first(number: int = marker) -> int:
        return number

    with pytest.raises(DeclarationError, match="MZ126"):
        serve()
