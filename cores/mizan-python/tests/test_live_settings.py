"""What live may be set to, and what it needs."""

from __future__ import annotations

import pytest
from mizan_core import DeclarationError, Registry, invalidate, invalidation, register
from mizan_core.client.function import client
from mizan_core.live import Live, connect, serve
from mizan_core.registry import _Outside  # pyright: ignore[reportPrivateUsage]  # the default registry is everybody's

LOCAL = "redis://127.0.0.1:1"


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MIZAN_LIVE", raising=False)
    monkeypatch.delenv("MIZAN_SECRET", raising=False)


def test_it_is_off_unless_something_says_otherwise(registry: Registry) -> None:
    assert serve(registry) is None
    assert serve(registry, "") is None


def test_a_variable_switches_it_on_and_code_off_again(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIZAN_LIVE", "memory")
    assert serve(registry, "") is None
    service = serve(registry)
    assert service is not None
    assert service.settings == Live("memory")


@pytest.mark.parametrize("url", ["yes", "http://localhost", "localhost:6379", "MEMORY", "redis:/x"])
def test_what_is_no_place_for_a_log_is_an_error_that_says_what_is(registry: Registry, url: str) -> None:
    with pytest.raises(ValueError, match='Use "memory", or a URL that starts with redis://'):
        serve(registry, url)


@pytest.mark.parametrize("url", ["memory", LOCAL, "rediss://localhost", "unix:///run/redis.sock"])
def test_these_are_places_for_a_log(url: str) -> None:
    assert Live(url).is_shared is (url != "memory")


@pytest.mark.parametrize("name", ["connections", "watches", "pending", "history", "heartbeat", "lifetime"])
def test_limits_are_above_zero(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} of Live is 0"):
        Live("memory", **{name: 0})


def test_several_processes_need_a_secret(registry: Registry) -> None:
    with pytest.raises(DeclarationError) as raised:
        serve(registry, "redis://:password@localhost")
    (problem,) = raised.value.problems
    assert (problem.code, problem.where) == ("MZ129", "live=redis://…")
    assert "MIZAN_SECRET" in problem.fix
    assert "password" not in str(raised.value)


def test_the_secret_may_come_from_a_variable(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIZAN_SECRET", "long and random")
    assert serve(registry, LOCAL) is not None


def test_processes_that_serve_nobody_need_no_secret(registry: Registry) -> None:
    assert connect(registry, LOCAL) is not None


def test_a_missing_package_is_a_diagnostic(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "mizan_core.live.redis", None)
    with pytest.raises(DeclarationError, match=r"MZ129 live=redis.*the package redis is not installed"):
        connect(registry, LOCAL)


def test_one_registry_is_carried_once_however_often_it_is_asked(registry: Registry) -> None:
    assert serve(registry, "memory") is serve(registry, Live("memory")) is connect(registry, "memory")
    assert len(registry.bus._relays) == 1


def test_a_process_that_only_invalidates_publishes_too(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    @register(registry=registry)
    @client(context="user")
    def user(user_id: int) -> int:
        return user_id

    monkeypatch.setenv("MIZAN_LIVE", "memory")
    known = invalidation._outside
    assert known is not None
    invalidation.collect_outside(_Outside(registry))
    try:
        invalidate("user", user_id=5)
    finally:
        invalidation.collect_outside(known)
    service = connect(registry)
    assert service is not None
    assert service._broker.position[1] == 1
