"""Cached queries under Django: transactions decide when they are stale, and what is everybody's knows nobody."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from desk.models import Member, Note
from django.db import connections, transaction
from functions import coloured
from mizan_core import Cache, Registry, invalidate, register
from mizan_core.client.function import client
from mizan_django.testing import MizanClient


@pytest.fixture(params=["memory", "sqlite"])
def cached(request: pytest.FixtureRequest, registry: Registry, tmp_path: Any) -> Iterator[Registry]:
    """Give the registry a cache."""
    store = "memory" if request.param == "memory" else f"sqlite:///{tmp_path}/cache.db"
    secret = registry.secret
    registry.configure(cache=store, secret="32 bytes of secret, or more than that")
    yield registry
    if registry.caching is not None:
        registry.caching.close()
    registry.cache, registry.secret = None, secret


@pytest.fixture
def offer(cached: Registry, is_async: bool) -> Callable[..., None]:
    """Register functions of a colour: a query of how many notes there are, and whatever else."""

    def how_many() -> int:
        return Note.objects.count()

    def register_one(function: Callable[..., Any], **options: Any) -> None:
        register(client(**options)(coloured(function, is_async=is_async)))

    register_one(how_many, context="counted", cache=60)
    assert cached.caching is None
    return register_one


def count(door: Any, user: Any) -> tuple[int, str]:
    return asked(door(user))


def asked(client: MizanClient) -> tuple[int, str]:
    answer = client.context("counted")
    return answer.data["how_many"], answer.headers["cache-status"].removeprefix("mizan; ")


def write(text: str) -> None:
    Note.objects.create(text=text)


def fill(text: str) -> None:
    Note.objects.create(text=text)
    raise ZeroDivisionError


def test_an_answer_is_shown_again_until_somebody_writes(door: Any, offer: Any, ada: Member) -> None:
    offer(write, affects="counted")

    assert [count(door, ada) for _ in range(2)] == [(0, "fwd=miss; stored"), (0, "hit")]
    answer = door(ada).call("write", {"text": "a"}, mounted=[{"context": "counted", "params": {}}])
    assert answer.refreshed[0]["data"] == {"how_many": 1}
    assert answer.headers["mizan-after"].startswith("mza1.")
    assert count(door, ada)[0] == 1
    assert count(door, ada) == (1, "hit")
    assert count(door, Member.objects.create_user("grace@example.com")) == (1, "fwd=miss; stored")


@pytest.mark.usefixtures("atomic")
def test_what_is_rolled_back_leaves_nothing_held(door: Any, offer: Any, ada: Member) -> None:
    offer(fill, affects="counted")
    count(door, ada)

    assert door(ada).call("fill", {"text": "a"}).error["code"] == "INTERNAL_ERROR"
    assert [count(door, ada) for _ in range(2)] == [(0, "fwd=miss; stored"), (0, "hit")]


@pytest.mark.usefixtures("atomic")
def test_nothing_is_shown_or_kept_while_a_write_is_not_committed(door: Any, offer: Any, ada: Member) -> None:
    seen: list[Any] = []
    other = MizanClient(ada)

    def read_elsewhere() -> None:
        seen.append(asked(other))
        connections.close_all()

    def write_slowly(text: str) -> None:
        Note.objects.create(text=text)
        with ThreadPoolExecutor(1) as executor:
            executor.submit(read_elsewhere).result()

    offer(write_slowly, affects="counted")
    count(door, ada)
    door(ada).call("write_slowly", {"text": "a"})

    assert seen == [(0, "fwd=bypass")]
    assert count(door, ada) == (1, "fwd=miss; stored")


@pytest.mark.usefixtures("atomic")
def test_what_is_named_by_hand_is_held_from_then_on(door: Any, offer: Any, ada: Member) -> None:
    seen: list[Any] = []
    other = MizanClient(ada)

    def read_elsewhere() -> None:
        seen.append(asked(other)[1])
        connections.close_all()

    def write_by_hand(text: str) -> None:
        Note.objects.create(text=text)
        invalidate("counted")
        with ThreadPoolExecutor(1) as executor:
            executor.submit(read_elsewhere).result()

    offer(write_by_hand)
    count(door, ada)
    door(ada).call("write_by_hand", {"text": "a"})

    assert seen == ["fwd=bypass"]
    assert count(door, ada) == (1, "fwd=miss; stored")


def test_a_transaction_around_the_whole_request_is_waited_for(door: Any, offer: Any, ada: Member) -> None:
    offer(write, affects="counted")
    count(door, ada)

    with transaction.atomic():
        token = door(ada).call("write", {"text": "a"}).headers["mizan-after"]
        assert count(door, ada) == (1, "fwd=bypass")
    assert count(door, ada) == (1, "fwd=miss; stored")
    assert door(ada, headers={"mizan-after": token}).context("counted").headers["cache-status"] == "mizan; fwd=bypass"


def test_a_transaction_around_the_whole_request_that_is_rolled_back_lets_go(door: Any, offer: Any, ada: Member) -> None:
    offer(write, affects="counted")
    count(door, ada)

    with transaction.atomic():
        door(ada).call("write", {"text": "a"})
        transaction.set_rollback(True)
    assert _soon(lambda: count(door, ada)[1] != "fwd=bypass")
    assert count(door, ada) == (0, "hit")


def test_outside_of_calls_a_commit_decides(door: Any, offer: Any, ada: Member) -> None:
    del offer
    count(door, ada)

    with transaction.atomic():
        write("a")
        invalidate("counted")
        assert count(door, ada) == (1, "fwd=bypass")
    assert count(door, ada) == (1, "fwd=miss; stored")

    with transaction.atomic():
        write("b")
        invalidate("counted")
        transaction.set_rollback(True)
    assert _soon(lambda: count(door, ada)[1] != "fwd=bypass")
    assert count(door, ada) == (1, "hit")


def test_a_savepoint_that_is_rolled_back_lets_go_too(door: Any, offer: Any, ada: Member) -> None:
    del offer
    count(door, ada)

    with transaction.atomic():
        with transaction.atomic():
            invalidate("counted")
            transaction.set_rollback(True)
        assert _soon(lambda: count(door, ada)[1] != "fwd=bypass")
    assert count(door, ada) == (0, "hit")


def test_outside_of_transactions_it_is_stale_at_once(door: Any, offer: Any, ada: Member) -> None:
    del offer
    count(door, ada)
    write("a")
    invalidate("counted")

    assert _soon(lambda: count(door, ada)[0] == 1)


def test_every_user_sees_his_own(door: Any, offer: Any) -> None:
    def canary(request: Any) -> str:
        return request.user.get_username()

    offer(canary, context="mine", auth=True, cache=60)
    users = [Member.objects.create_user(f"{index}@example.com") for index in range(4)]

    for _ in range(3):
        assert [door(each).context("mine").data["canary"] for each in users] == [each.email for each in users]
    assert door().context("mine").errors["canary"]["code"] == "UNAUTHENTICATED"


READS: dict[str, Callable[[Any], Any]] = {
    "request.user": lambda request: request.user,
    "request.auser": lambda request: request.auser,
    "request.session": lambda request: request.session,
    "request.tenant": lambda request: request.tenant,
    "the cookie 'theme'": lambda request: request.COOKIES.get("theme"),
    "the cookie 'lang'": lambda request: request.COOKIES["lang"],
    "the cookies": lambda request: list(request.COOKIES),
    "the header 'authorization'": lambda request: request.headers.get("Authorization"),
    "the header 'x-theme'": lambda request: request.META.get("HTTP_X_THEME"),
    "the header 'host'": lambda request: request.get_host(),
    "META['REMOTE_ADDR']": lambda request: request.META["REMOTE_ADDR"],
    "META['REMOTE_USER']": lambda request: "REMOTE_USER" in request.META,
}


@pytest.mark.parametrize("what", READS)
def test_what_is_everybodys_may_not_read_who_asks(
    door: Any, offer: Any, ada: Member, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    def greeting(request: Any) -> str:
        return f"{READS[what](request)}"

    offer(greeting, context="hello", cache=Cache(60, scope="public"))
    with caplog.at_level(logging.ERROR, "mizan"):
        answer = door(ada, headers={"cookie": "theme=dark", "authorization": "x"}).context("hello")

    assert answer.errors["greeting"]["code"] == "INTERNAL_ERROR"
    assert f"The query greeting reads {what} of its request" in caplog.text


def test_a_header_that_is_declared_may_be_read(door: Any, offer: Any) -> None:
    def greeting(request: Any) -> str:
        assert request.META["HTTP_ACCEPT_LANGUAGE"] == request.headers["accept-language"]
        return f"{request.method} {request.path.rsplit('/', 1)[1]} {request.headers.get('Accept-Language')}"

    offer(greeting, context="hello", cache=Cache(60, scope="public", vary=["Accept-Language"]))

    for language in ("de", "fr", "de"):
        answer = door(headers={"accept-language": language}).context("hello")
        assert answer.data == {"greeting": f"GET hello {language}"}


def _soon(condition: Callable[[], bool]) -> bool:
    """Wait for what another thread does."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.01)
    return False
