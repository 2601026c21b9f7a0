"""What of cached queries is kept, and by what it is told apart; and when several ask, or something dies, at once."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
import redis
from mizan_core import Cache, Registry, invalidate, register
from mizan_core.cache import Caching
from mizan_core.client.function import client
from mizan_core.dispatch import FetchBody
from mizan_core.invalidation import collect_outside
from mizan_core.registry import _Outside, default_registry
from mizan_core.testing import Answer, MizanClient
from pydantic import PlainSerializer, SecretStr
from pydantic_core import to_json

from tests import redis_server
from tests.shelf import ADA, Shelf


def post(client: MizanClient, context: str, **params: Any) -> Answer:
    """Fetch a context by POST."""
    body = to_json({"params": params})
    return asyncio.run(client.asend(FetchBody(context, body, None)))  # type: ignore[arg-type]  # the client is put in


def test_params_are_keyed_as_they_were_validated() -> None:
    shelf = Shelf("memory")
    seen: list[Any] = []

    @register(registry=shelf.registry)
    @client(context="odd", cache=60)
    def when(at: datetime | None = None, page: int = 1) -> str:
        seen.append(at)
        return f"{at} {page}"

    @register(registry=shelf.registry)
    @client(context="rounded", cache=60)
    def rounded(number: Annotated[int, PlainSerializer(lambda number: number // 10)]) -> int:
        seen.append(number)
        return number

    @register(registry=shelf.registry)
    @client(context="hidden", cache=60)
    def hidden(secret: SecretStr, big: int = 0) -> str:
        seen.append(secret)
        return secret.get_secret_value()

    ada = shelf.client()
    assert shelf.runs(lambda: None) == 0
    ada.context("odd", {"page": 1})
    ada.context("odd", {})
    ada.context("odd", {"at": None})
    assert len(seen) == 1, "a default that is sent is the default"

    assert [post(ada, "rounded", number=each).data["rounded"] for each in (11, 12)] == [11, 12]
    del seen[-2:]
    for _ in range(2):
        assert ada.context("hidden", {"secret": "a"}).data == {"hidden": "a"}
        assert ada.context("hidden", {"secret": "b"}).data == {"hidden": "b"}, "two values, one spelling: not kept"
    assert len(seen) == 5
    shelf.close()


def test_what_has_no_canonical_spelling_is_not_kept() -> None:
    registry, seen = Registry(cache="memory"), []

    @register(registry=registry)
    @client(context="big", cache=60)
    def big(text: str) -> int:
        seen.append(text)
        return len(text)

    ada = MizanClient(ADA, registry=registry)
    for _ in range(2):
        answer = post(ada, "big", text="x" * 20_000)
        assert answer.data == {"big": 20_000}
        assert answer.headers["cache-status"] == "mizan; fwd=bypass"
    assert len(seen) == 2


def test_headers_that_it_varies_by_are_part_of_the_key() -> None:
    registry, seen = Registry(cache="memory"), []

    @register(registry=registry)
    @client(context="hello", cache=Cache(60, "public", vary=["Accept-Language"]))
    def hello(request: Any) -> str:
        seen.append(request)
        return request.headers.get("accept-language", "en")

    def fetch(**headers: str) -> str:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        request = SimpleNamespace(state=SimpleNamespace(user=None), headers=sent)
        return MizanClient(registry=registry, request=request).context("hello").data["hello"]

    assert [fetch(accept_language="de"), fetch(accept_language="fr"), fetch(), fetch(accept_language="de")] == [
        "de",
        "fr",
        "en",
        "de",
    ]
    assert len(seen) == 3


@pytest.mark.parametrize("what", ["state", "cookies", "the header 'authorization'"])
def test_what_is_everybodys_fails_in_tests_as_it_would_when_served(what: str, caplog: pytest.LogCaptureFixture) -> None:
    registry = Registry()

    @register(registry=registry)
    @client(context="hello", cache=Cache(60, "public"))
    def hello(request: Any) -> str:
        return f"{request.headers.get('Authorization') if 'header' in what else getattr(request, what)}"

    assert MizanClient(ADA, registry=registry).context("hello").errors["hello"]["code"] == "INTERNAL_ERROR"
    assert what in caplog.text
    assert "shared by everybody" in caplog.text


@pytest.mark.parametrize("scope", ["tenant", "session", "permissions"])
def test_a_scope_is_what_its_teller_says(scope: Any) -> None:
    def tell(request: Any) -> str | None:
        if request.headers.get("who") == "broken":
            raise RuntimeError("no")
        return request.headers.get("who")

    registry, seen = Registry(cache=Caching("memory", **{scope: tell})), []

    @register(registry=registry)
    @client(context="mine", cache=Cache(60, scope))
    def mine(request: Any) -> str:
        seen.append(request)
        return f"{len(seen)}"

    def fetch(who: str | None) -> Answer:
        headers = {} if who is None else {"who": who}
        request = SimpleNamespace(state=SimpleNamespace(user=ADA), headers=headers)
        return MizanClient(registry=registry, request=request).context("mine")

    assert [fetch(each).data["mine"] for each in ("a", "b", "a", None, None, "broken")] == [
        "1",
        "2",
        "1",
        "3",
        "4",
        "5",
    ]
    assert fetch(None).headers["cache-status"] == "mizan; fwd=bypass"


def test_hits_are_verified_by_sample(caplog) -> None:
    shelf = Shelf("memory", verify=1.0)
    shelf.fetch(1)
    shelf.fetch(1)
    service = shelf.registry.caching
    assert service is not None
    assert (service.verifier.verified, service.verifier.incoherent) == (2, 0)

    shelf.titles[1] = "Changed behind its back"
    with caplog.at_level(logging.ERROR, "mizan"):
        assert shelf.fetch(1).data["title"] == "Changed behind its back"
    assert (service.verifier.verified, service.verifier.incoherent) == (4, 2)
    assert "The cached answer of title is not what it answers now" in caplog.text

    caplog.clear()
    shelf.client().call("rename", {"book_id": 1, "title": "Eleven"})
    shelf.fetch(1)
    shelf.fetch(1)
    assert service.verifier.incoherent == 2
    shelf.close()


def test_what_changed_while_it_was_verified_is_no_mistake() -> None:
    registry, ran = Registry(cache=Caching("memory", verify=1.0)), []

    @register(registry=registry)
    @client(context="count", cache=60)
    def count() -> int:
        ran.append(1)
        if len(ran) == 2:  # somebody writes just now
            service.writer.end(service.writer.begin(service.tag_keys([registry.target("count", {})])))
        return len(ran)

    registry.seal()
    service = registry.caching
    assert service is not None
    ada = MizanClient(ADA, registry=registry)
    assert [ada.context("count").data["count"] for _ in range(2)] == [1, 2]
    assert (service.verifier.verified, service.verifier.incoherent) == (0, 0)


def test_without_a_cache_nothing_is_kept_or_told() -> None:
    registry = Registry()

    @register(registry=registry)
    @client(context="book", cache=60)
    def title() -> str:
        return "One"

    answer = MizanClient(ADA, registry=registry).context("book")
    assert registry.caching is None
    assert not {"etag", "cache-status", "mizan-after"} & answer.headers.keys()


def test_what_is_named_outside_of_calls_is_held_until_it_is_told() -> None:
    shelf = Shelf("memory")
    shelf.fetch(1)
    collect_outside(_Outside(shelf.registry))
    try:
        shelf.titles[1] = "Eleven"
        invalidate("book", book_id=1)
    finally:
        collect_outside(_Outside(default_registry))

    assert shelf.fetch(1).data["title"] == "Eleven"
    assert shelf.runs(lambda: shelf.fetch(1)) == 0
    shelf.close()


def test_a_server_that_dies_in_the_middle_of_a_mutation(caplog: pytest.LogCaptureFixture) -> None:
    with redis_server.redis() as server:
        shelf = Shelf(server.url)
        redis.Redis.from_url(server.url).set("{mizan}:since", 1)

        @register(registry=shelf.registry)
        @client(affects="book")
        def rename_in_a_storm(book_id: int, title: str) -> None:
            server.kill()
            shelf.titles[book_id] = title

        shelf.fetch(1)
        assert shelf.fetch(1).headers["cache-status"] == "mizan; hit"
        written = shelf.client().call("rename_in_a_storm", {"book_id": 1, "title": "Eleven"})
        token = written.headers["mizan-after"]

        assert written.status == 200
        assert shelf.fetch(1, ADA, token).data["title"] == "Eleven"
        assert "The cache is passed by until its store" in caplog.text

        server.start()
        redis_server.wait_for(lambda: "works again" in caplog.text)
        redis.Redis.from_url(server.url).set("{mizan}:since", 1)
        redis_server.wait_for(lambda: shelf.fetch(1).headers["cache-status"] == "mizan; hit")
        assert shelf.fetch(1, ADA, token).data["title"] == "Eleven"
        shelf.close()


def test_who_asks_at_the_same_time_is_answered_by_one_run(store: str) -> None:
    registry, ran = Registry(cache=store, secret="x" * 32), []

    @register(registry=registry)
    @client(context="slow", cache=60)
    async def slow() -> int:
        ran.append(1)
        await asyncio.sleep(0.1)
        return len(ran)

    async def ask() -> list[Answer]:
        ada = MizanClient(ADA, registry=registry)
        answers = await asyncio.gather(*(ada.acontext("slow") for _ in range(20)))
        assert registry.caching is not None
        await registry.caching.close_async()
        return answers

    answers = asyncio.run(ask())
    assert [each.data["slow"] for each in answers] == [1] * 20
    assert {each.headers["cache-status"] for each in answers} == {
        "mizan; fwd=miss; stored",
        "mizan; fwd=miss; collapsed",
    }
    if registry.caching is not None:
        registry.caching.close()


def test_what_is_old_is_shown_to_others_while_one_computes_it() -> None:
    registry, ran = Registry(cache="memory"), []

    @register(registry=registry)
    @client(context="slow", cache=Cache(0.05, scope="public", stale=60))
    async def slow() -> int:
        ran.append(1)
        await asyncio.sleep(0.05)
        return len(ran)

    async def ask() -> list[str]:
        anybody = MizanClient(registry=registry)
        await anybody.acontext("slow")
        await asyncio.sleep(0.1)
        answers = await asyncio.gather(*(anybody.acontext("slow") for _ in range(3)))
        return sorted(f"{each.data['slow']} {each.headers['cache-status']}" for each in answers)

    old = "1 mizan; hit; detail=stale"
    assert asyncio.run(ask()) == [old, old, "2 mizan; fwd=miss; stored"]
