"""Calls that bear an `Idempotency-Key`: run once, answered again; with a store in the process and in Redis."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from mizan_core import Forbidden, MizanError, RateLimited, Registry, invalidate, register
from mizan_core.client.function import client
from mizan_core.dispatch import Call, Reply, answer, drive
from mizan_core.errors import InProgress
from mizan_core.idempotency import IdempotencyStore
from mizan_core.idempotency.memory import MemoryStore
from mizan_core.idempotency.redis import RedisStore
from mizan_core.testing import Answer, MizanClient, User
from pydantic import BaseModel
from pydantic_core import to_json

from tests import redis_server


class Level(BaseModel):
    left: int


class OutOfStock(MizanError):
    """Not enough left."""

    code = "OUT_OF_STOCK"
    status = 409
    details: Level


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with redis_server.serving() as url:
        yield url


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest) -> IdempotencyStore:
    if request.param == "memory":
        return MemoryStore()
    return RedisStore(request.getfixturevalue("url"), prefix=f"{request.node.nodeid}:")


class Shop:
    """A registry, what ran in it, and calls of it under keys."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.ran: list[Any] = []

    def call(
        self,
        name: str,
        args: Any,
        key: str | None = "k",
        *,
        user: Any = None,
        mounted: Any = (),
        body: bytes | None = None,
    ) -> Answer:
        body = to_json({"args": args, "mounted": list(mounted)}) if body is None else body
        return self.send(Call(name, body, None, key=key), user)  # type: ignore[arg-type]  # replaced

    def send(self, call: Call, user: Any = None) -> Answer:
        return asyncio.run(MizanClient(user, registry=self.registry).asend(call))


@pytest.fixture
def shop(registry: Registry, store: IdempotencyStore) -> Shop:
    registry.idempotency = store
    shop = Shop(registry)

    @register(registry=registry)
    @client
    def count(by: int) -> int:
        shop.ran.append(by)
        return sum(shop.ran)

    @register(registry=registry)
    @client(context="total")
    def total(room: int) -> int:
        return sum(shop.ran)

    @register(registry=registry)
    @client(affects="total")
    async def add(room: int, by: int) -> int:
        shop.ran.append(by)
        invalidate("total", room=room + 1)
        return len(shop.ran)

    return shop


def test_the_same_call_is_run_once_and_answered_twice(shop: Shop) -> None:
    first = shop.call("count", {"by": 2})
    again = shop.call("count", {"by": 2})

    assert (first.status, first.result) == (200, 2)
    assert again == first
    assert shop.ran == [2]


def test_another_key_and_none_at_all_are_other_calls(shop: Shop) -> None:
    assert [shop.call("count", {"by": 1}, key).result for key in ("k", "other", None, None)] == [1, 2, 3, 4]


def test_a_key_belongs_to_its_function_and_its_caller(shop: Shop) -> None:
    shop.call("count", {"by": 1})
    shop.call("count", {"by": 1}, user=User(1))
    shop.call("count", {"by": 1}, user=User(2))
    shop.call("add", {"room": 1, "by": 1})
    assert len(shop.ran) == 4

    shop.call("count", {"by": 1}, user=User(2))
    assert len(shop.ran) == 4


def test_arguments_are_the_same_however_they_are_spelt_and_whatever_is_mounted(shop: Shop) -> None:
    first = shop.call("add", {"room": 1, "by": 2})
    spelt = shop.call("add", None, body=b'{ "mounted": [{"context": "x"}], "args": {"by": 2, "room": 1} }')

    assert spelt == first
    assert shop.ran == [2]


def test_other_arguments_under_the_same_key_are_refused(shop: Shop) -> None:
    shop.call("count", {"by": 1})

    answer = shop.call("count", {"by": 2})

    assert (answer.status, answer.error["code"], answer.error["details"]) == (409, "IDEMPOTENCY_MISMATCH", None)
    assert shop.ran == [1]


def test_what_became_stale_is_told_again_without_data_that_is_old_by_now(shop: Shop) -> None:
    mounted = [{"context": "total", "params": {"room": 1}}, {"context": "total", "params": {"room": 2}}]

    first = shop.call("add", {"room": 1, "by": 2}, mounted=mounted)
    again = shop.call("add", {"room": 1, "by": 2}, mounted=mounted)

    assert first.json.keys() == {"result", "invalidate", "refreshed"}
    assert first.invalidate == []
    assert again.json == {
        "result": 1,
        "invalidate": [{"context": "total", "params": {"room": 1}}, {"context": "total", "params": {"room": 2}}],
    }


def test_nobody_is_told_twice_what_became_stale(shop: Shop) -> None:
    heard: list[Any] = []
    shop.registry.bus.subscribe(heard.append)

    shop.call("add", {"room": 1, "by": 2})
    shop.call("add", {"room": 1, "by": 2})

    assert len(heard) == 1


@pytest.mark.parametrize(
    ("failure", "runs"),
    [
        (OutOfStock("Gone.", details=Level(left=0)), 1),
        (MizanError("Said so."), 1),
        (Forbidden("Said so."), 2),
        (RateLimited(retry_after=3), 2),
        (InProgress(), 2),
        (RuntimeError("Crashed."), 2),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_failure_is_answered_again_if_it_is_the_functions_own_answer(
    failure: Exception, runs: int, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "mizan")

    @register(registry=shop.registry)
    @client
    def buy(amount: int) -> None:
        shop.ran.append(amount)
        raise failure

    first, again = shop.call("buy", {"amount": 1}), shop.call("buy", {"amount": 1})

    assert len(shop.ran) == runs
    assert again.status == first.status
    assert again.headers == first.headers
    if runs == 1:
        assert again.body == first.body


def test_what_is_refused_before_the_function_is_not_remembered(shop: Shop) -> None:
    wrong = shop.call("count", {"by": "x"})
    right = shop.call("count", {"by": 1})
    unread = shop.call("count", None, "other", body=b"{")
    read = shop.call("count", {"by": 1}, "other")

    assert [each.status for each in (wrong, right, unread, read)] == [422, 200, 400, 200]


def test_nobody_is_told_an_answer_who_may_not_call(shop: Shop) -> None:
    @register(registry=shop.registry)
    @client(auth=True)
    def secret() -> str:
        return "hunter2"

    assert shop.call("secret", {}, user=User(1)).result == "hunter2"
    assert shop.call("secret", {}).error["code"] == "UNAUTHENTICATED"
    assert shop.call("secret", {}, "\n").error["code"] == "UNAUTHENTICATED"


def test_the_same_call_waits_while_the_first_one_runs(shop: Shop) -> None:
    answers: list[Answer] = []

    @register(registry=shop.registry)
    @client
    async def slow(by: int) -> int:
        call = Call("slow", to_json({"args": {"by": by}}), None, key="k")  # type: ignore[arg-type]  # replaced
        if not answers:
            answers.append(await MizanClient(registry=shop.registry).asend(call))
        return by

    assert shop.call("slow", {"by": 1}).result == 1

    (meanwhile,) = answers
    assert (meanwhile.status, meanwhile.error["code"], meanwhile.headers["retry-after"]) == (409, "IN_PROGRESS", "1")
    assert shop.call("slow", {"by": 1}).result == 1


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 65, "é", "a\n"])
def test_a_key_that_is_none_is_refused(key: str, shop: Shop) -> None:
    answer = shop.call("count", {"by": 1}, key)

    assert (answer.status, answer.error["code"]) == (400, "BAD_REQUEST")
    assert "Idempotency-Key" in answer.error["message"]
    assert shop.ran == []


def test_the_longest_key_is_one(shop: Shop) -> None:
    assert shop.call("count", {"by": 1}, "~" * 64).status == 200


def test_a_caller_whom_nothing_tells_from_others_has_no_key(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    class Faceless:
        is_authenticated = True

    answer = shop.call("count", {"by": 1}, user=Faceless())

    assert answer.error["code"] == "INTERNAL_ERROR"
    assert "give Faceless one of pk, id, sub, username, email" in caplog.text
    assert shop.ran == []


class Failing(MemoryStore):
    """A store that fails from some point on."""

    failing = ""

    def claim(self, key: str, claim: bytes) -> bytes | None:
        if self.failing == "claim":
            raise ConnectionError
        return super().claim(key, claim)

    def replace(self, key: str, claim: bytes, answer: bytes) -> None:
        raise ConnectionError


def test_a_call_is_not_run_when_nobody_can_say_whether_it_was(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    shop.registry.configure(idempotency=Failing())
    Failing.failing = "claim"
    try:
        answer = shop.call("count", {"by": 1})
    finally:
        Failing.failing = ""

    assert answer.error["code"] == "INTERNAL_ERROR"
    assert shop.ran == []


def test_a_call_that_was_run_is_answered_though_the_answer_cannot_be_kept(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    shop.registry.configure(idempotency=Failing())

    assert shop.call("count", {"by": 1}).result == 1
    assert "could not be kept" in caplog.text


def test_a_call_without_a_key_leaves_the_store_alone(shop: Shop) -> None:
    shop.registry.configure(idempotency=Failing())
    Failing.failing = "claim"
    try:
        assert shop.call("count", {"by": 1}, None).result == 1
    finally:
        Failing.failing = ""


def test_a_store_that_waits_is_asked_where_functions_run(registry: Registry, url: str) -> None:
    """One that does not wait is asked at once."""

    @register(registry=registry)
    @client
    def ping() -> str:
        return "pong"

    batches = {each: _batches(registry, each) for each in (MemoryStore(), RedisStore(url, prefix="batches:"))}

    assert list(batches.values()) == [1, 3]


def _batches(registry: Registry, store: IdempotencyStore) -> int:
    registry.configure(idempotency=store)
    seen: list[int] = []

    def run(batch: Any) -> list[Any]:
        seen.append(len(batch))
        return [each.finish(each.function(**each.arguments)) for each in batch]

    reply: Reply = drive(answer(registry, Call("ping", b"{}", _Nobody(), key="k")), run)
    assert reply.body == b'{"result":"pong"}'
    return len(seen)


class _Nobody:
    user = None
    request = None


def test_answers_outlast_a_registry_that_is_sealed_once_more(registry: Registry) -> None:
    registry.seal()
    answers = registry.answers

    registry.configure()
    registry.reopen()
    registry.seal()

    assert registry.answers is answers


def test_the_environment_names_a_store(registry: Registry, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIZAN_IDEMPOTENCY", url)
    registry.seal()
    assert isinstance(registry.answers, RedisStore)

    own = MemoryStore()
    registry.configure(idempotency=own)
    registry.seal()
    assert registry.answers is own
