"""`Depends`: FastAPI's own dependencies, resolved by FastAPI itself."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Annotated, Any

import pytest
from fastapi import Cookie, Depends, Header, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer, OAuth2PasswordBearer, SecurityScopes
from mizan_core import Registry, register
from mizan_core.client.function import client
from mizan_core.document import export_bytes
from mizan_fastapi import injection

Serve = Callable[..., Any]
TENANT: ContextVar[str] = ContextVar("tenant", default="nobody")


def one() -> int:
    return 1


async def two() -> int:
    return 2


def three(first: Annotated[int, Depends(one)], second: Annotated[int, Depends(two)]) -> int:
    return first + second


class Paging:
    def __init__(self, x_page: Annotated[int, Header()] = 1) -> None:
        self.page = x_page


class AtLeast:
    def __init__(self, least: int) -> None:
        self.least = least

    def __call__(self, number: Annotated[int, Depends(three)]) -> int:
        return max(self.least, number)


@pytest.mark.parametrize("dependency", [three, AtLeast(3)], ids=["nested functions", "a callable object"])
def test_dependencies_may_be_nested_sync_and_async(registry: Registry, serve: Serve, dependency: Any) -> None:
    @register(registry=registry)
    @client
    def plain(number: Annotated[int, Depends(dependency)], factor: int) -> int:
        return number * factor

    @register(registry=registry)
    @client
    async def awaited(factor: int, number: int = Depends(dependency)) -> int:
        return number * factor

    api = serve()

    assert api.call("plain", {"factor": 2}).json() == {"result": 6}
    assert api.call("awaited", {"factor": 3}).json() == {"result": 9}


def test_a_class_may_be_the_dependency(registry: Registry, serve: Serve) -> None:
    @register(registry=registry)
    @client
    def page(paging: Annotated[Paging, Depends()]) -> int:
        return paging.page

    api = serve()

    assert api.call("page").json() == {"result": 1}
    assert api.call("page", headers={"x-page": "7"}).json() == {"result": 7}


def test_queries_have_dependencies_too(registry: Registry, serve: Serve) -> None:
    @register(registry=registry)
    @client(context="numbers")
    def sum_of(number: Annotated[int, Depends(three)], plus: int) -> int:
        return number + plus

    assert serve().fetch("numbers", {"plus": 4}).json() == {"data": {"sum_of": 7}}


def test_headers_and_cookies_may_be_parameters_of_the_function_itself(registry: Registry, serve: Serve) -> None:
    @register(registry=registry)
    @client(context="words")
    def words(accept_language: Annotated[str, Header()], theme: Annotated[str, Cookie()] = "light") -> str:
        return f"{accept_language} {theme}"

    api = serve()
    answer = api.client.get("/api/mizan/context/words", headers={"accept-language": "ar", "cookie": "theme=dark"})

    assert answer.json() == {"data": {"words": "ar dark"}}


@pytest.fixture
def counted() -> Callable[[], int]:
    calls: list[None] = []

    def count() -> int:
        calls.append(None)
        return len(calls)

    return count


def test_one_call_asks_a_dependency_once(registry: Registry, serve: Serve, counted: Any) -> None:
    def again(number: Annotated[int, Depends(counted)]) -> int:
        return number

    @register(registry=registry)
    @client
    def cached(first: Annotated[int, Depends(counted)], second: Annotated[int, Depends(again)]) -> list[int]:
        return [first, second]

    api = serve()

    assert api.call("cached").json() == {"result": [1, 1]}
    assert api.call("cached").json() == {"result": [2, 2]}


def test_one_call_asks_again_where_the_cache_is_off(registry: Registry, serve: Serve, counted: Any) -> None:
    @register(registry=registry)
    @client
    def uncached(
        first: Annotated[int, Depends(counted)], second: Annotated[int, Depends(counted, use_cache=False)]
    ) -> list[int]:
        return [first, second]

    assert serve().call("uncached").json() == {"result": [1, 2]}


def test_each_query_of_a_bundle_has_dependencies_of_its_own(registry: Registry, serve: Serve, counted: Any) -> None:
    """Queries run at the same time, and what they depend on, a session say, is seldom made for that."""

    def query_of_its_own() -> Callable[..., int]:
        @client(context="sessions")
        def query(session: Annotated[int, Depends(counted)]) -> int:
            return session

        return query

    for name in ("a", "b", "c"):
        registry.register(query_of_its_own(), name)

    assert sorted(serve().fetch("sessions").json()["data"].values()) == [1, 2, 3]


def test_what_a_test_overrides_is_overridden(registry: Registry, serve: Serve) -> None:
    @register(registry=registry)
    @client
    def total(number: Annotated[int, Depends(three)]) -> int:
        return number

    api = serve()
    api.app.dependency_overrides[one] = lambda: 40

    assert api.call("total").json() == {"result": 42}


def test_the_function_may_take_the_request_beside_its_dependencies(registry: Registry, serve: Serve) -> None:
    def agent(asked: Request) -> str:
        return asked.headers["user-agent"]

    @register(registry=registry)
    @client
    def both(request: Request, name: Annotated[str, Depends(agent)], other: Request) -> list[str]:
        return [request.headers["user-agent"], name, other.headers["user-agent"]]

    assert serve().call("both", headers={"user-agent": "me"}).json() == {"result": ["me", "me", "me"]}


def test_every_dependency_may_read_the_body(registry: Registry, serve: Serve) -> None:
    async def body(request: Request) -> bytes:
        return await request.body()

    def query_of_its_own() -> Callable[..., bool]:
        @client(context="bodies")
        async def query(body: Annotated[bytes, Depends(body)], request: Request) -> bool:
            return body == await request.body() == b'{"params":{}}'

        return query

    for name in ("a", "b"):
        registry.register(query_of_its_own(), name)

    answer = serve().client.post(
        "/api/mizan/context/bodies", content=b'{"params":{}}', headers={"content-type": "application/json"}
    )

    assert answer.json() == {"data": {"a": True, "b": True}}


def test_dependencies_stay_out_of_the_document(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def total(number: Annotated[int, Depends(three)], page: Annotated[Paging, Depends()], by_hand: int) -> int:
        return number + page.page + by_hand

    document = export_bytes(registry).decode()

    assert '"by_hand"' in document
    assert not [name for name in ("number", "page", "x_page", "x-page") if f'"{name}"' in document]


def test_a_client_cannot_send_what_a_dependency_gives(registry: Registry, serve: Serve) -> None:
    @register(registry=registry)
    @client
    def total(number: Annotated[int, Depends(three)]) -> int:
        return number

    answer = serve().call("total", {"number": 5})

    assert (answer.status_code, answer.json()["error"]["details"][0]["path"]) == (422, ["number"])


def test_a_function_without_dependencies_does_not_pay_for_them(
    registry: Registry, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    @register(registry=registry)
    @client
    def plain(request: Request) -> str:
        return request.method

    def never(**_: Any) -> None:
        raise AssertionError("FastAPI's solver was asked.")

    monkeypatch.setattr(injection, "solve_dependencies", never)

    assert serve().call("plain").json() == {"result": "POST"}


def test_dependencies_share_the_context_variables_of_the_request(registry: Registry, serve: Serve) -> None:
    async def tenant() -> None:
        TENANT.set("acme")

    @register(registry=registry)
    @client
    def where(_: Annotated[None, Depends(tenant)]) -> str:
        return TENANT.get()

    assert serve().call("where").json() == {"result": "acme"}


def test_security_dependencies_know_their_scopes(registry: Registry, serve: Serve) -> None:
    def granted(scopes: SecurityScopes) -> list[str]:
        return scopes.scopes

    @register(registry=registry)
    @client
    def mine(
        scopes: Annotated[list[str], Security(granted, scopes=["read", "write"])], of_its_own: SecurityScopes
    ) -> list[str]:
        return scopes + of_its_own.scopes

    assert serve().call("mine").json() == {"result": ["read", "write"]}


@pytest.mark.parametrize(
    ("scheme", "headers"),
    [
        (OAuth2PasswordBearer(tokenUrl="token"), {"authorization": "Bearer abc"}),
        (HTTPBearer(), {"authorization": "Bearer abc"}),
        (APIKeyHeader(name="x-key"), {"x-key": "abc"}),
    ],
    ids=["oauth2", "bearer", "key"],
)
def test_security_schemes_guard_a_function(
    registry: Registry, serve: Serve, scheme: Any, headers: dict[str, str]
) -> None:
    @register(registry=registry)
    @client
    def guarded(credentials: Annotated[Any, Depends(scheme)]) -> str:
        return str(getattr(credentials, "credentials", credentials))

    api = serve()
    refused = api.call("guarded")

    assert api.call("guarded", headers=headers).json() == {"result": "abc"}
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "UNAUTHENTICATED")
    assert refused.headers["www-authenticate"]
