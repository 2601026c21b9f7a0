"""Cached queries through the whole pipeline: what is kept, for whom, until when, and what makes it stale."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
import redis
from mizan_core import Cache, Registry, context, invalidate, register
from mizan_core.cache import Caching
from mizan_core.client.function import client
from mizan_core.dispatch import FetchBody
from mizan_core.invalidation import collect_outside
from mizan_core.registry import _Outside, default_registry
from mizan_core.testing import Answer, MizanClient, User
from pydantic import PlainSerializer, SecretStr
from pydantic_core import to_json

from tests import redis_server

ADA, GRACE = User(id=1), User(id=2)


@pytest.fixture(params=["memory", "sqlite", "redis"])
def store(request: pytest.FixtureRequest, tmp_path) -> Any:
    if request.param == "redis":
        with redis_server.serving() as url:
            redis.Redis.from_url(url).set("{mizan}:since", 1)  # else it is taken for one that was just emptied
            yield url
    else:
        yield "memory" if request.param == "memory" else f"sqlite:///{tmp_path}/cache.db"


class Shelf:
    """A registry whose functions count how often they ran."""

    def __init__(self, store: str, **settings: Any) -> None:
        self.registry = Registry(cache=Caching(store, hold=0.5, **settings), secret="x" * 32)
        self.ran: list[Any] = []
        self.titles = {1: "One", 2: "Two"}

        @register(registry=self.registry)
        @client(context="book", cache=60)
        def title(book_id: int) -> str:
            self.ran.append(("title", book_id))
            return self.titles[book_id]

        @register(registry=self.registry)
        @client(context="book", cache=Cache(60, scope="public"))
        async def length(book_id: int, unit: str = "letters") -> int:
            self.ran.append(("length", book_id, unit))
            return len(self.titles[book_id])

        @register(registry=self.registry)
        @client(affects="book")
        def rename(book_id: int, title: str) -> None:
            self.titles[book_id] = title

        @register(registry=self.registry)
        @client(affects="book")
        async def rename_later(book_id: int, title: str) -> None:
            await asyncio.sleep(0)
            self.titles[book_id] = title

        @register(registry=self.registry)
        @client
        def rename_by_hand(book_id: int, title: str) -> None:
            self.titles[book_id] = title
            invalidate("book", book_id=book_id)

        @register(registry=self.registry)
        @client(affects=context("book", book_id=lambda args, _: args.book_id))
        async def rename_by_result(book_id: int, title: str) -> None:
            self.titles[book_id] = title

        @register(registry=self.registry)
        @client(affects="*")
        def rename_all(title: str) -> None:
            self.titles = dict.fromkeys(self.titles, title)

        @register(registry=self.registry)
        @client
        def invalidate_all() -> None:
            invalidate("*")

        @register(registry=self.registry)
        @client(affects="*")
        def become_grace(request: Any) -> None:
            request.state.user = GRACE

    def fetch(self, book: int, user: Any = ADA, token: str | None = None, **headers: str) -> Answer:
        return self.client(user, token, **headers).context("book", {"book_id": book})

    def client(self, user: Any = ADA, token: str | None = None, **headers: str) -> MizanClient:
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | (
            {"mizan-after": token} if token else {}
        )
        request = SimpleNamespace(state=SimpleNamespace(user=user), headers=sent)
        return MizanClient(registry=self.registry, request=request)

    def runs(self, work: Callable[[], Any]) -> int:
        before = len(self.ran)
        work()
        return len(self.ran) - before

    def close(self) -> None:
        if self.registry.caching is not None:
            self.registry.caching.close()


@pytest.fixture
def shelf(store: str) -> Any:
    shelf = Shelf(store)
    yield shelf
    shelf.close()


def test_an_answer_is_shown_again_to_the_same_user_only(shelf: Shelf) -> None:
    first = shelf.fetch(1)
    assert first.data == {"length": 3, "title": "One"}
    assert first.headers["cache-status"] == "mizan; fwd=miss; stored"

    again = shelf.fetch(1)
    assert again.body == first.body
    assert again.headers["cache-status"] == "mizan; hit"
    assert set(shelf.ran) == {("title", 1), ("length", 1, "letters")}
    assert len(shelf.ran) == 2

    assert shelf.runs(lambda: shelf.fetch(1, GRACE)) == 1, "what is public is shared, what is the user's is not"
    assert shelf.runs(lambda: shelf.fetch(2)) == 2


def test_strangers_share_what_is_public_and_nothing_else(shelf: Shelf) -> None:
    assert shelf.runs(lambda: shelf.fetch(1, None)) == 2
    answer = shelf.fetch(1, None)
    assert shelf.ran.count(("title", 1)) == 2
    assert shelf.ran.count(("length", 1, "letters")) == 1
    assert answer.headers["cache-status"] == "mizan; fwd=bypass"


@pytest.mark.parametrize("mutation", ["rename", "rename_later", "rename_by_hand", "rename_by_result"])
def test_a_mutation_makes_stale_what_it_names_and_no_more(shelf: Shelf, mutation: str) -> None:
    for each in (ADA, GRACE):
        shelf.fetch(1, each)
        shelf.fetch(2, each)

    answer = shelf.client().call(mutation, {"book_id": 1, "title": "Eleven"})

    assert answer.headers["mizan-after"].startswith("mza1.k1.")
    assert shelf.fetch(1).data == shelf.fetch(1, GRACE).data == {"length": 6, "title": "Eleven"}
    assert shelf.runs(lambda: (shelf.fetch(2), shelf.fetch(2, GRACE))) == 0


def test_everything_is_everything(shelf: Shelf) -> None:
    shelf.fetch(1)
    shelf.fetch(2)
    shelf.client().call("rename_all", {"title": "Same"})

    assert shelf.fetch(1).data["title"] == shelf.fetch(2).data["title"] == "Same"


def test_a_declared_everything_is_what_its_caller_sees(shelf: Shelf) -> None:
    for each in (ADA, GRACE):
        shelf.fetch(1, each)
    shelf.client().call("rename_all", {"title": "Other"})

    assert shelf.fetch(1).data == {"length": 5, "title": "Other"}, "his own, and what he shares"
    assert shelf.fetch(1, GRACE).data == {"length": 5, "title": "One"}, "nobody else's: it was about him"
    shelf.client().call("invalidate_all")
    assert shelf.fetch(1, GRACE).data["title"] == "Other"


def test_who_signs_in_sees_neither_his_old_answers_nor_old_ones_of_whom_he_is_now(shelf: Shelf) -> None:
    for each in (ADA, GRACE):
        shelf.fetch(1, each)
    shelf.titles[1] = "Other"
    shelf.client().call("become_grace")

    assert [shelf.fetch(1, each).data["title"] for each in (ADA, GRACE)] == ["Other", "Other"]


def test_what_is_refreshed_with_the_answer_is_new_and_kept(shelf: Shelf) -> None:
    shelf.fetch(1)
    mounted = [{"context": "book", "params": {"book_id": 1}}]
    answer = shelf.client().call("rename", {"book_id": 1, "title": "Eleven"}, mounted=mounted)

    assert answer.refreshed[0]["data"] == {"length": 6, "title": "Eleven"}
    assert shelf.runs(lambda: shelf.fetch(1)) == 0


def test_errors_are_never_kept(shelf: Shelf) -> None:
    assert set(shelf.fetch(3).errors) == {"length", "title"}
    assert "stored" not in shelf.fetch(3).headers["cache-status"]
    shelf.titles[3] = "Three"
    assert shelf.fetch(3).data["title"] == "Three"


def test_a_token_passes_by_a_store_that_has_not_heard(shelf: Shelf) -> None:
    shelf.fetch(1)
    service = shelf.registry.caching
    assert service is not None
    known = shelf.client().call("rename", {"book_id": 1, "title": "Eleven"}).headers["mizan-after"]
    ahead = {tag: number + 3_600_000_000 for tag, number in (service.keys.read_after(known) or {}).items()}
    shelf.fetch(1)
    shelf.titles[1] = "Written elsewhere"

    assert shelf.fetch(1).data["title"] == "Eleven"
    answer = shelf.fetch(1, ADA, service.keys.after(ahead))
    assert answer.data["title"] == "Written elsewhere"
    assert answer.headers["cache-status"] == "mizan; fwd=bypass"


def test_several_tokens_become_one(shelf: Shelf) -> None:
    shelf.fetch(1)
    one = shelf.client().call("rename", {"book_id": 1, "title": "A"}).headers["mizan-after"]
    two = shelf.client().call("rename", {"book_id": 2, "title": "B"}).headers["mizan-after"]
    service = shelf.registry.caching
    assert service is not None
    read = service.keys.read_after

    assert "mizan-after" not in shelf.fetch(1, ADA, one).headers
    merged = shelf.fetch(1, ADA, f"{one}, {two}").headers["mizan-after"]
    assert read(merged) == (read(one) or {}) | (read(two) or {})
    third = shelf.client(ADA, merged).call("rename", {"book_id": 1, "title": "C"}).headers["mizan-after"]
    assert (read(third) or {}).keys() == (read(merged) or {}).keys() != set()


def test_old_generations_leave_the_token_and_too_many_become_one(shelf: Shelf) -> None:
    shelf.fetch(1)
    service = shelf.registry.caching
    assert service is not None
    after, read = service.keys.after, service.keys.read_after

    old = after({"mzt1.k1.old": service.oldest - 1})
    assert read(shelf.fetch(1, ADA, f"{old},{old}").headers["mizan-after"]) == {}
    many = after({f"mzt1.k1.{index}": service.oldest + 10_000_000 for index in range(65)})
    answer = shelf.fetch(1, ADA, f"{many},{many}")
    assert read(answer.headers["mizan-after"]) == {"*": pytest.approx(service.oldest + 10_000_000, abs=10_000_000)}
    assert shelf.runs(lambda: shelf.fetch(1, ADA, answer.headers["mizan-after"])) == 2


@pytest.mark.parametrize("token", ["nonsense", "mza1.k9.e30.AAAAAAAAAAAAAAAAAAAAAA", ",".join(["mza1.k1.e30.AA"] * 9)])
def test_what_cannot_be_read_passes_by_and_is_replaced(shelf: Shelf, token: str) -> None:
    shelf.fetch(1)
    answer = shelf.fetch(1, ADA, token)
    assert answer.headers["cache-status"] == "mizan; fwd=bypass"
    assert answer.headers["mizan-after"].startswith("mza1.k1.")
    assert shelf.fetch(1, ADA, answer.headers["mizan-after"]).headers["cache-status"] == "mizan; hit"


def test_another_servers_token_is_nothing(shelf: Shelf) -> None:
    shelf.fetch(1)
    assert shelf.fetch(1, ADA, "mza1.k1.eyJ0Ijp7fX0.AAAAAAAAAAAAAAAAAAAAAA").headers["cache-status"] == "mizan; hit"


def test_an_unchanged_answer_is_not_sent_again(shelf: Shelf) -> None:
    first = shelf.fetch(1)
    tag = first.headers["etag"]
    assert tag[0] == tag[-1] == '"'

    for sent in (tag, f'"other", W/{tag}', "*"):
        answer = shelf.fetch(1, ADA, if_none_match=sent)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == tag
    assert shelf.fetch(1, ADA, if_none_match='"other"').status == 200
    shelf.client().call("rename", {"book_id": 1, "title": "Eleven"})
    assert shelf.fetch(1, ADA, if_none_match=tag).status == 200


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
