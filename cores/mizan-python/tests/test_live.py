"""Who else hears of what became stale: listeners to a registry's bus, once per commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from mizan_core import NotFound, Registry, invalidate, invalidation, register
from mizan_core.client.function import client
from mizan_core.client.targets import Target
from mizan_core.registry import _Outside  # pyright: ignore[reportPrivateUsage]  # the default registry is everybody's
from mizan_core.testing import MizanClient

USER_5 = {"context": "user", "params": {"user_id": 5}}


@pytest.fixture
def heard(registry: Registry) -> Iterator[list[list[dict[str, Any]]]]:
    """Return what a listener hears, publication by publication."""
    published: list[list[dict[str, Any]]] = []

    @register(registry=registry)
    @client(context="user")
    def user(user_id: int) -> int:
        return user_id

    unsubscribe = registry.bus.subscribe(lambda targets: published.append([each.to_wire() for each in targets]))
    yield published
    unsubscribe()


@pytest.fixture
def outside(registry: Registry) -> Iterator[None]:
    """Let what is named outside of calls mean this registry."""
    known = invalidation._outside
    invalidation.collect_outside(_Outside(registry))
    yield
    if known is not None:
        invalidation.collect_outside(known)


class Transaction:
    """A transaction as a framework knows it: nothing is decided until it is ended."""

    def __init__(self) -> None:
        self.effects: list[Callable[[], None]] = []

    def on_commit(self, effect: Callable[[], None], /) -> bool:
        self.effects.append(effect)
        return True

    def is_waiting(self, effect: Callable[[], None], /) -> bool:
        return effect in self.effects


@pytest.fixture
def transaction() -> Iterator[Transaction]:
    opened = Transaction()
    known = invalidation._transactions
    invalidation.use_transactions(opened)
    yield opened
    invalidation.use_transactions(known)


def mutation(registry: Registry, function: Callable[..., Any], **options: Any) -> None:
    register(client(**options)(function), registry=registry)


def test_a_mutation_publishes_all_its_targets_at_once(registry: Registry, heard: list[Any]) -> None:
    def rename(user_id: int) -> None:
        invalidate("user", user_id=6)

    mutation(registry, rename, affects="user")
    MizanClient(registry=registry).call("rename", {"user_id": 5})
    assert heard == [[USER_5, {"context": "user", "params": {"user_id": 6}}]]


def test_what_the_answer_refreshes_is_published_all_the_same(registry: Registry, heard: list[Any]) -> None:
    def rename(user_id: int) -> None: ...

    mutation(registry, rename, affects="user")
    answer = MizanClient(registry=registry).call("rename", {"user_id": 5}, mounted=[USER_5])
    assert (answer.invalidate, heard) == ([], [[USER_5]])


def test_a_mutation_that_fails_publishes_nothing(registry: Registry, heard: list[Any]) -> None:
    def rename(user_id: int) -> None:
        invalidate("user", user_id=6)
        raise NotFound

    mutation(registry, rename, affects="user")
    MizanClient(registry=registry).call("rename", {"user_id": 5})
    assert heard == []


def test_a_call_that_names_nothing_publishes_nothing(registry: Registry, heard: list[Any]) -> None:
    def ping() -> None: ...

    mutation(registry, ping)
    MizanClient(registry=registry).call("ping")
    assert heard == []


@pytest.mark.usefixtures("outside")
def test_invalidate_outside_of_calls_publishes_at_once(heard: list[Any]) -> None:
    invalidate("user", user_id=5)
    invalidate("*")
    assert heard == [[USER_5], [{"all": True}]]


@pytest.mark.usefixtures("outside", "heard")
def test_a_misspelt_param_is_an_error_outside_too() -> None:
    with pytest.raises(ValueError, match=r"has no param 'user'\. Did you mean 'user_id'"):
        invalidate("user", user=5)


@pytest.mark.usefixtures("outside")
def test_a_commit_publishes_and_not_before(heard: list[Any], transaction: Transaction) -> None:
    invalidate("user", user_id=5)
    assert heard == []
    for effect in transaction.effects:
        effect()
    assert heard == [[USER_5]]


def test_a_target_that_is_rolled_back_is_not_in_the_answer(
    registry: Registry, heard: list[Any], transaction: Transaction
) -> None:
    def rename() -> None:
        invalidate("user", user_id=5)
        transaction.effects.clear()

    mutation(registry, rename, affects=[])
    assert MizanClient(registry=registry).call("rename").invalidate == []
    assert heard == []


def test_a_query_makes_nothing_stale(registry: Registry, heard: list[Any]) -> None:
    def peek() -> None:
        invalidate("user", user_id=5)

    mutation(registry, peek, context="global")
    MizanClient(registry=registry).context("global")
    assert heard == []


def test_a_listener_that_fails_is_logged_and_harms_nobody(
    registry: Registry, heard: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Sequence[Target]) -> None:
        raise RuntimeError("The broker is gone")

    def rename(user_id: int) -> None: ...

    registry.bus.subscribe(fail)
    registry.bus.subscribe(lambda _: heard.append("last"))
    mutation(registry, rename, affects="user")
    with caplog.at_level(logging.ERROR, "mizan"):
        answer = MizanClient(registry=registry).call("rename", {"user_id": 5})
    assert answer.status == 200
    assert heard == [[USER_5], "last"]
    assert "The broker is gone" in caplog.text


def test_who_has_stopped_listening_hears_nothing(registry: Registry, heard: list[Any]) -> None:
    def rename(user_id: int) -> None: ...

    stop = registry.bus.subscribe(lambda _: heard.append("stopped"))
    stop()
    mutation(registry, rename, affects="user")
    MizanClient(registry=registry).call("rename", {"user_id": 5})
    assert heard == [[USER_5]]
