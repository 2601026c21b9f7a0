"""Cached queries on FastAPI: over HTTP, with dependencies, for an edge worker, and without their caller."""

from __future__ import annotations

import asyncio
import logging
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest
from fastapi import Cookie, Depends, FastAPI, Header, Request, Response
from mizan_core import Cache, Registry, register
from mizan_core.cache.keys import Subject
from mizan_core.canonical import dumps
from mizan_core.client.function import client
from mizan_core.secrets import encode
from mizan_fastapi import create_router
from pydantic_core import from_json

SECRET = "32 bytes of secret, or more than that"


class User:
    is_authenticated = True
    is_staff = is_superuser = False

    def __init__(self, name: str) -> None:
        self.username = name


class Identify:
    """Takes the caller's name from a header, as middleware with sessions would from a cookie."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        name = dict(scope.get("headers", ())).get(b"x-name")
        if name:
            scope.setdefault("state", {})["user"] = User(name.decode())
        await self._app(scope, receive, send)


@pytest.fixture(params=["memory", "sqlite"])
def api(request: pytest.FixtureRequest, registry: Registry, serve: Callable[..., Any], tmp_path: Any) -> Iterator[Any]:
    """Serve the registry's functions from a cache."""
    store = "memory" if request.param == "memory" else f"sqlite:///{tmp_path}/cache.db"
    app = FastAPI()
    app.add_middleware(Identify)
    app.include_router(create_router(registry=registry, cache=store, secret=SECRET), prefix="/api/mizan")
    yield lambda: serve(app)
    if registry.caching is not None:
        registry.caching.close()


ADA, GRACE = {"x-name": "ada"}, {"x-name": "grace"}


def coloured(work: Callable[..., Any], *, is_async: bool) -> Callable[..., Any]:
    if not is_async:
        return work

    async def later(book_id: int, request: Request) -> str:
        await asyncio.sleep(0)
        return work(book_id, request)

    later.__name__ = work.__name__
    return later


@pytest.fixture(params=[False, True], ids=["def", "async def"])
def is_async(request: pytest.FixtureRequest) -> bool:
    return request.param


def test_everybody_sees_his_own_until_somebody_writes(registry: Registry, api: Any, is_async: bool) -> None:
    ran: list[str] = []
    texts = {1: "One"}

    def text(book_id: int, request: Request) -> str:
        ran.append(request.state.user.username)
        return f"{texts[book_id]} for {request.state.user.username}"

    def write(book_id: int, text: str) -> None:
        texts[book_id] = text

    register(client(context="book", auth=True, cache=60)(coloured(text, is_async=is_async)), "text", registry=registry)
    register(client(affects="book")(write), "write", registry=registry)
    http = api()

    def read(headers: dict[str, str]) -> tuple[Any, str]:
        answer = http.fetch("book", {"book_id": 1}, headers=headers)
        assert answer.headers["cache-control"] == "private, no-store"
        return answer.json()["data"]["text"], answer.headers["cache-status"]

    for headers, name in ((ADA, "ada"), (GRACE, "grace")):
        assert read(headers) == (f"One for {name}", "mizan; fwd=miss; stored")
        assert read(headers) == (f"One for {name}", "mizan; hit")
    assert ran == ["ada", "grace"]

    written = http.call(
        "write", {"book_id": 1, "text": "Eins"}, [{"context": "book", "params": {"book_id": 1}}], headers=ADA
    )
    assert written.json()["refreshed"][0]["data"] == {"text": "Eins for ada"}
    assert read(ADA | {"mizan-after": written.headers["mizan-after"]}) == ("Eins for ada", "mizan; hit")
    assert read(GRACE) == ("Eins for grace", "mizan; fwd=miss; stored")
    assert ran == ["ada", "grace", "ada", "grace"]
    assert http.fetch("book", {"book_id": 1}).json()["errors"]["text"]["code"] == "UNAUTHENTICATED"


opened: list[str] = []


def session_of(response: Response) -> Iterator[str]:
    opened.append("open")
    response.headers["x-opened"] = "yes"
    yield "session"
    opened.append("close")


def themed(request: Request, x_theme: Annotated[str, Header()] = "light") -> str:
    request.state.theme = x_theme
    return x_theme


def test_dependencies_run_when_the_query_does(registry: Registry, api: Any) -> None:
    opened.clear()

    @register(registry=registry)
    @client(context="global", cache=60)
    def rows(session: Annotated[str, Depends(session_of)]) -> str:
        opened.append(session)
        return session

    http = api()
    first, second = (http.fetch("global", headers=ADA) for _ in range(2))
    assert first.json() == second.json() == {"data": {"rows": "session"}}
    assert opened == ["open", "session", "close"]
    assert (first.headers.get("x-opened"), second.headers.get("x-opened")) == ("yes", None)


def test_head_and_etag(registry: Registry, api: Any) -> None:
    @register(registry=registry)
    @client(context="global", cache=60)
    def number() -> int:
        return 5

    http = api()
    got = http.fetch("global", headers=ADA)
    head = http.client.head("/api/mizan/context/global", headers=ADA)
    assert (head.status_code, head.headers["etag"], head.content) == (200, got.headers["etag"], b"")
    same = http.fetch("global", headers=ADA | {"if-none-match": got.headers["etag"]})
    assert (same.status_code, same.content, same.headers["content-length"]) == (304, b"", "0")
    posted = http.client.post("/api/mizan/context/global", json={}, headers=ADA)
    assert posted.headers["cache-status"] == "mizan; hit"
    assert "etag" not in posted.headers


def test_a_function_that_is_not_cached_has_none_of_these_headers(registry: Registry, api: Any) -> None:
    @register(registry=registry)
    @client(context="global", cache=60)
    def number() -> int:
        return 5

    @register(registry=registry)
    @client(context="other")
    def other() -> int:
        return 6

    headers = api().fetch("other", headers=ADA).headers
    assert not {"etag", "cache-status", "mizan-after", "mizan-key"} & headers.keys()


class Edge:
    """What an edge worker knows: the keys, and the document."""

    def __init__(self, registry: Registry) -> None:
        from mizan_core.document import export

        self._registry = registry
        self._functions = export(registry)["x-mizan"]["functions"]

    def key(self, name: str, queries: list[str], scope: list[str], params: Any, vary: dict[str, str]) -> str:
        from hashlib import sha256

        rows = [
            [each, self._functions[each]["rev"], self._functions[each]["cache"]["shape"]] for each in sorted(queries)
        ]
        shape = encode(sha256(dumps(rows)).digest()[:8])
        assert self._registry.caching is not None
        return self._registry.caching.keys.entry(Subject("ctx", name, 0, shape, scope, vary, params))


@pytest.fixture
def shop(registry: Registry, api: Any) -> Any:
    @register(registry=registry)
    @client(context="shop", cache=Cache(60, scope="public", stale=5, vary=["Accept-Language"]))
    def price(item: int) -> int:
        return item

    @register(registry=registry)
    @client(context="shop", cache=Cache(30, scope="public"))
    async def name(item: int) -> str:
        if item == 13:
            raise ZeroDivisionError
        return f"{item}"

    @register(registry=registry)
    @client(context="basket", cache=60)
    def basket() -> list[int]:
        return []

    @register(registry=registry)
    @client(context="basket", cache=Cache(60, scope="public"))
    def currency() -> str:
        return "EUR"

    @register(registry=registry)
    @client(context="mixed", cache=60)
    def cached() -> int:
        return 1

    @register(registry=registry)
    @client(context="mixed")
    def uncached() -> int:
        return 1

    @register(registry=registry)
    @client(affects="shop")
    def reprice(item: int) -> None: ...

    return api()


EDGE = {"mizan-edge": "1", "accept-language": "de"}


def test_an_edge_is_told_how_to_keep_a_bundle(registry: Registry, shop: Any) -> None:
    answer = shop.fetch("shop", {"item": 7}, headers=EDGE)
    edge = Edge(registry)

    assert answer.headers["mizan-key"] == edge.key(
        "shop", ["name", "price"], ["pub"], {"item": 7}, {"accept-language": "de"}
    )
    assert answer.headers["mizan-edge-control"] == "ttl=30, stale=0, scope=public"
    raw = answer.headers["mizan-gens"]
    before = from_json(urlsafe_b64decode(raw + "=" * (-len(raw) % 4)))
    assert all(tag.startswith("mzt1.k1.") for tag in before)

    token = shop.call("reprice", {"item": 7}).headers["mizan-after"]
    assert registry.caching is not None
    made = registry.caching.keys.read_after(token) or {}
    assert made
    assert all(made[tag] > before[tag] for tag in made), "so the edge knows that its copy is older"

    part = shop.client.get("/api/mizan/context/shop?only=price,price&params=%7B%22item%22%3A7%7D", headers=EDGE)
    assert part.headers["mizan-key"] == edge.key(
        "shop?only=price", ["price"], ["pub"], {"item": 7}, {"accept-language": "de"}
    )
    assert part.headers["mizan-edge-control"] == "ttl=60, stale=5, scope=public"


def test_the_narrowest_scope_is_the_bundles(registry: Registry, shop: Any) -> None:
    answer = shop.fetch("basket", headers=ADA | EDGE)
    key = Edge(registry).key("basket", ["basket", "currency"], ["user", "username:ada"], {}, {})
    assert answer.headers["mizan-key"] == key
    assert answer.headers["mizan-edge-control"].endswith("scope=user")
    assert shop.fetch("basket", headers=ADA | {"mizan-edge": "k1"}).headers["mizan-key"] == key


@pytest.mark.parametrize(
    ("context", "params", "headers"),
    [
        ("shop", {"item": 7}, {}),
        ("shop", {"item": 13}, EDGE),
        ("shop", {"item": 7}, {"mizan-edge": "k9"}),
        ("basket", {}, EDGE),
        ("mixed", {}, EDGE | ADA),
    ],
    ids=["no edge", "an error in it", "another root", "nobody's", "not all cached"],
)
def test_an_edge_is_told_nothing(shop: Any, context: str, params: Any, headers: dict[str, str]) -> None:
    answer = shop.fetch(context, params, headers=headers)
    assert answer.status_code == 200
    assert not {"mizan-key", "mizan-gens", "mizan-edge-control"} & answer.headers.keys()


def header(x_theme: Annotated[str | None, Header()] = None) -> str | None:
    return x_theme


def cookie(theme: Annotated[str | None, Cookie()] = None) -> str | None:
    return theme


def user_of(request: Request) -> Any:
    return getattr(request.state, "user", None)


READS: dict[str, Callable[[Request], Any]] = {
    "the user": lambda request: request.user,
    "state.user": lambda request: request.state.user,
    "state.tenant": lambda request: request.state.tenant,
    "the session": lambda request: request.session,
    "what authenticates the caller": lambda request: request.auth,
    "the address": lambda request: request.client,
    "the cookie 'theme'": lambda request: request.cookies.get("theme"),
    "the cookie 'lang'": lambda request: request.cookies["lang"],
    "the cookies": lambda request: list(request.cookies),
    "the header 'authorization'": lambda request: request.headers.get("Authorization"),
    "the header 'x-theme'": lambda request: "X-Theme" in request.headers,
    "the header 'host'": lambda request: request.url_for("mizan", path="x"),
}


@pytest.mark.parametrize("what", READS)
def test_what_is_everybodys_may_not_read_who_asks(registry: Registry, api: Any, what: str, caplog: Any) -> None:
    @register(registry=registry)
    @client(context="global", cache=Cache(60, scope="public"))
    def greeting(request: Request) -> str:
        return f"{READS[what](request)}"

    with caplog.at_level(logging.ERROR, "mizan"):
        answer = api().fetch("global", headers=ADA | {"cookie": "theme=dark", "x-theme": "dark"})
    assert answer.json()["errors"]["greeting"]["code"] == "INTERNAL_ERROR"
    assert f"The query greeting reads {what} of its request" in caplog.text


@pytest.mark.parametrize(
    ("dependency", "what"), [(header, "header 'x-theme'"), (cookie, "cookie 'theme'"), (user_of, "state.user")]
)
def test_nor_may_its_dependencies(registry: Registry, api: Any, dependency: Any, what: str, caplog: Any) -> None:
    @register(registry=registry)
    @client(context="global", cache=Cache(60, scope="public"))
    def greeting(theme: Any = Depends(dependency)) -> str:  # noqa: B008  # FastAPI's own way
        return f"{theme}"

    with caplog.at_level(logging.ERROR, "mizan"):
        answer = api().fetch("global", headers=ADA | {"cookie": "theme=dark", "x-theme": "dark"})
    assert answer.json()["errors"]["greeting"]["code"] == "INTERNAL_ERROR"
    assert what in caplog.text


def test_what_is_declared_may_be_read_and_what_dependencies_leave(registry: Registry, api: Any) -> None:
    @register(registry=registry)
    @client(context="global", cache=Cache(60, scope="public", vary=["X-Theme"]))
    async def greeting(request: Request, theme: Annotated[str, Depends(themed)]) -> str:
        assert request.app is not None
        return f"{theme} {request.state.theme} {request.headers.get('x-theme')} {request.headers.getlist('x-theme')}"

    http = api()
    for each in ("dark", "blue", "dark"):
        answer = http.fetch("global", headers=ADA | {"x-theme": each})
        assert answer.json()["data"] == {"greeting": f"{each} {each} {each} ['{each}']"}
    assert answer.headers["cache-status"] == "mizan; hit"


def test_a_topic_is_nobody_elses(registry: Registry, serve: Callable[..., Any]) -> None:
    @register(registry=registry)
    @client(context="global", cache=Cache(60, scope="public"))
    def number() -> int:
        return 5

    http = serve(cache="memory", live="memory", secret=SECRET)
    assert "topic" in http.fetch("global").json()
    for_edge = http.fetch("global", headers={"mizan-edge": "1"})
    assert "topic" not in for_edge.json()
    assert "mizan-key" in for_edge.headers
