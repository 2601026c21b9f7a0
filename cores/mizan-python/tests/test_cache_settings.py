"""What the cache is set to, what cannot be declared, and what the document says of it."""

from __future__ import annotations

from typing import Any

import pytest
from mizan_core import Cache, DeclarationError, Registry, register
from mizan_core.cache import Caching
from mizan_core.client.function import client
from mizan_core.document import export
from mizan_core.testing import MizanClient, User
from pydantic import BaseModel

SECRET = "32 bytes of secret, or more than that"


class Book(BaseModel):
    title: str


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CACHE", "CACHE_NAMESPACE", "VERIFY_SAMPLE", "SECRET", "SECRETS"):
        monkeypatch.delenv(f"MIZAN_{name}", raising=False)


def shelf(cache: Any = None, secret: Any = None, declared: Any = 60, **options: Any) -> Registry:
    registry = Registry(cache=cache, secret=secret)

    @register(registry=registry)
    @client(context="book", cache=declared, **options)
    def book(book_id: int) -> Book:
        return Book(title=f"{book_id}")

    return registry


def problem_of(registry: Registry) -> Any:
    with pytest.raises(DeclarationError) as raised:
        registry.seal()
    (problem,) = raised.value.problems
    return problem


def test_the_environment_sets_it(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("MIZAN_CACHE", f"sqlite:///{tmp_path}/cache.db")
    monkeypatch.setenv("MIZAN_CACHE_NAMESPACE", "shop")
    monkeypatch.setenv("MIZAN_SECRET", SECRET)
    monkeypatch.setenv("MIZAN_VERIFY_SAMPLE", "0.25")
    registry = shelf()
    registry.seal()

    assert registry.caching is not None
    assert registry.caching.keys.namespace == "shop"
    assert registry.caching.keys.secrets.roots == {"k1": SECRET.encode()}
    assert registry.caching.verifier.sample == 0.25


def test_several_roots_go_before_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIZAN_SECRETS", f"k2:{'A' * 43},k1:{'A' * 42}E")
    registry = shelf("memory", SECRET)
    registry.seal()

    assert registry.caching is not None
    assert (registry.caching.keys.secrets.primary, len(registry.caching.keys.secrets.roots)) == ("k2", 2)


@pytest.mark.parametrize("setting", ["", None])
def test_off_is_off(setting: Any) -> None:
    registry = shelf(setting)
    registry.seal()
    assert registry.caching is None


def test_nothing_is_opened_that_nobody_uses() -> None:
    registry = shelf("memory", declared=None)
    registry.seal()
    assert registry.caching is None


@pytest.mark.parametrize(
    ("setting", "secret", "where", "why"),
    [
        ("sqlite:///x.db", None, "cache=sqlite://…", "processes that share it need a secret"),
        ("sqlite:///x.db", "short", "cache=sqlite://…", "has 5 bytes, and needs 32"),
        ("redis:/x", SECRET, "cache=redis:/x", "URL must specify"),
        ("memcached://x", SECRET, "cache=memcached://…", "is no address of a cache"),
        (Caching("memory", verify=2.0), None, "cache=memory", "a number from 0 to 1"),
    ],
)
def test_what_cannot_be_used_stops_the_start(setting: Any, secret: Any, where: str, why: str) -> None:
    problem = problem_of(shelf(setting, secret))
    assert (problem.code, problem.where) == ("MZ133", where)
    assert why in problem.why
    assert "MIZAN_CACHE" in problem.fix


def test_a_scope_that_nothing_tells_stops_the_start() -> None:
    problem = problem_of(shelf("memory", declared=Cache(60, "tenant")))
    assert problem.code == "MZ133"
    assert 'book has scope="tenant", but nothing tells the tenant of a request' in problem.why


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        (0, "ttl is 0"),
        (-1.5, "ttl is -1.5"),
        (True, "ttl is True"),
        (float("inf"), "ttl is inf"),
        ("60", "ttl is '60'"),
        (Cache(60, stale=-1), "stale is -1"),
        (Cache(60, "everybody"), "scope is 'everybody'"),  # type: ignore[arg-type]
        (Cache(60, vary="Accept-Language"), "vary is 'Accept-Language'"),
        (Cache(60, vary=["ä"]), "vary is ['ä']"),
        (Cache(60, vary=5), "vary is 5"),  # type: ignore[arg-type]
        (Cache(60, vary=["Cookie"]), "vary names what differs for every caller"),
        (Cache(60, vary=["AUTHORIZATION"]), "vary names what differs for every caller"),
    ],
)
def test_what_cannot_be_declared(declared: Any, why: str) -> None:
    problem = problem_of(shelf(declared=declared))
    assert problem.code == "MZ131"
    assert why in problem.why


@pytest.mark.parametrize("auth", [True, "staff", lambda request: True])
def test_what_is_guarded_is_nobody_elses(auth: Any) -> None:
    with pytest.raises(DeclarationError, match="MZ132"):
        shelf(declared=Cache(60, "public"), auth=auth).seal()
    shelf(declared=Cache(60, "public"), auth=False).seal()


@pytest.mark.parametrize("options", [{}, {"affects": "*"}])
def test_only_queries_are_kept(options: Any) -> None:
    registry = Registry()

    @register(registry=registry)
    @client(cache=60, **options)
    def write() -> None: ...

    assert problem_of(registry).code == "MZ130"


def test_the_document_says_it_and_the_server_uses_the_same_shape() -> None:
    registry = shelf("memory", declared=Cache(1.5, "public", stale=2, vary=("X-B", "x-a", "x-b")))
    registry.seal()
    functions = export(registry)["x-mizan"]["functions"]

    assert functions["book"]["cache"] | {"shape": ""} == {
        "ttl": 1.5,
        "scope": "public",
        "stale": 2,
        "vary": ["x-a", "x-b"],
        "shape": "",
    }
    assert registry.caching is not None
    assert registry.caching.plans.by_name["book"].shape == functions["book"]["cache"]["shape"]
    assert "cache" not in export(shelf(declared=None))["x-mizan"]["functions"]["book"]


def test_a_signature_does_not_change_with_the_cache() -> None:
    assert export(shelf())["x-mizan"]["signature"] == export(shelf(declared=None))["x-mizan"]["signature"], (
        "no page is outdated by it"
    )


def test_memory_beside_other_processes_is_short(monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    registry = shelf("memory")
    registry.seal()

    assert registry.caching is not None
    assert registry.caching.most == 5
    assert "answers are kept for 5 seconds at most" in caplog.text


def test_a_registry_that_is_opened_again_goes_on_with_its_store() -> None:
    registry = shelf("memory")
    ada = MizanClient(User(id=1), registry=registry)
    assert ada.context("book", {"book_id": 1}).headers["cache-status"] == "mizan; fwd=miss; stored"
    registry.reopen()

    @register(registry=registry)
    @client(context="other", cache=60)
    def other() -> int:
        return 1

    assert ada.context("book", {"book_id": 1}).headers["cache-status"] == "mizan; hit"
    assert ada.context("other").headers["cache-status"] == "mizan; fwd=miss; stored"
