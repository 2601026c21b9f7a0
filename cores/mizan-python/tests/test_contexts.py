"""Fetching contexts: bundles, params, concurrency."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from mizan_core import NotFound, Registry, register
from mizan_core.client.function import client
from mizan_core.dispatch import Fetch
from mizan_core.testing import Answer, MizanClient, User


@pytest.fixture
def users(registry: Registry) -> Registry:
    @register(registry=registry)
    @client(context="user")
    def profile(user_id: int) -> str:
        if user_id == 404:
            raise NotFound("There is no such user.")
        return f"user {user_id}"

    @register(registry=registry)
    @client(context="user")
    async def posts(user_id: int, page: int = 1) -> list[int]:
        return [user_id, page]

    @register(registry=registry)
    @client(context="user", auth=True)
    def mail(user_id: int, folder: str) -> str:
        return folder

    return registry


def get(registry: Registry, context: str, params: bytes | None, only: tuple[str, ...] | None = None) -> Answer:
    return asyncio.run(MizanClient(registry=registry).asend(Fetch(context, params, only, None)))  # type: ignore[arg-type]  # replaced


def test_a_bundle_holds_a_value_or_an_error_for_each_query(users: Registry) -> None:
    answer = MizanClient(registry=users).context("user", {"user_id": 404, "folder": "in"})

    assert 200 == answer.status
    assert {"posts": [404, 1]} == answer.data
    assert {"mail": "UNAUTHENTICATED", "profile": "NOT_FOUND"} == {k: v["code"] for k, v in answer.errors.items()}


def test_a_bundle_without_errors_has_no_errors_member(users: Registry) -> None:
    answer = MizanClient(User(), registry=users).context("user", {"user_id": 1, "folder": "in"})

    assert b'{"data":{"mail":"in","posts":[1,1],"profile":"user 1"}}' == answer.body


def test_only_asks_for_a_part_and_for_the_params_of_that_part(users: Registry) -> None:
    calling = MizanClient(registry=users)

    assert {"profile": "user 1"} == calling.context("user", {"user_id": 1}, only=["profile"]).data
    assert {"profile": "user 1"} == calling.context("user", {"user_id": 1, "folder": "in"}, only=["profile"]).data
    assert 422 == calling.context("user", {"user_id": 1}, only=["mail", "profile"]).status
    assert 404 == calling.context("user", {"user_id": 1}, only=["nothing"]).status


def test_missing_wrong_and_surplus_params_are_named(users: Registry) -> None:
    calling = MizanClient(registry=users)

    missing = calling.context("user", {"folder": "in"}).error["details"]
    assert [{"path": ["user_id"], "type": "missing", "message": "Field required"}] == missing
    assert "wrong_type" == calling.context("user", {"user_id": "1", "folder": "a"}).error["details"][0]["type"]
    assert "unexpected" == calling.context("user", {"user_id": 1, "folder": "a", "x": 1}).error["details"][0]["type"]


def test_an_unknown_context_is_not_found(users: Registry) -> None:
    assert 404 == MizanClient(registry=users).context("usr").status


@pytest.mark.parametrize(
    ("params", "canonical"),
    [
        (b'{"user_id": 1,"folder":"a"}', '{"folder":"a","user_id":1}'),
        (b'{"user_id":1,"folder":"a"}', '{"folder":"a","user_id":1}'),
        (b'{"folder":"\\u0061","user_id":1}', '{"folder":"a","user_id":1}'),
        (b' {"folder":"a","user_id":1}', '{"folder":"a","user_id":1}'),
    ],
)
def test_params_in_a_url_have_one_spelling(users: Registry, params: bytes, canonical: str) -> None:
    answer = get(users, "user", params)

    assert (400, "BAD_REQUEST") == (answer.status, answer.error["code"])
    assert {"canonical": canonical} == answer.error["details"]


@pytest.mark.parametrize("params", [b"{", b"NaN", b'{"user_id":1e999}', b"\xff", b"\xef\xbb\xbf{}"])
def test_params_that_are_no_json_are_a_bad_request(users: Registry, params: bytes) -> None:
    assert 400 == get(users, "user", params).status


def test_a_uuid_has_one_spelling_too(registry: Registry) -> None:
    @register(registry=registry)
    @client(context="thing")
    def thing(key: UUID) -> UUID:
        return key

    assert 200 == get(registry, "thing", b'{"key":"abcdefab-0000-0000-0000-000000000001"}').status
    assert 400 == get(registry, "thing", b'{"key":"ABCDEFAB-0000-0000-0000-000000000001"}').status


def test_types_with_several_spellings_are_canonical_as_json(registry: Registry) -> None:
    @register(registry=registry)
    @client(context="log")
    def entries(since: datetime, limit: float = 1.5) -> float:
        return limit

    assert 200 == get(registry, "log", b'{"limit":2.5,"since":"2026-01-01T00:00:00.000Z"}').status
    assert 400 == get(registry, "log", b'{"limit":2.50,"since":"2026-01-01T00:00:00Z"}').status


def test_absent_params_are_none_at_all(registry: Registry) -> None:
    @register(registry=registry)
    @client(context="global")
    def motd(lang: str = "en") -> str:
        return lang

    assert {"motd": "en"} == get(registry, "global", None).data


def test_async_queries_of_a_bundle_run_concurrently(registry: Registry) -> None:
    meeting: dict[str, Any] = {}

    async def meet() -> None:
        barrier = meeting.setdefault("barrier", asyncio.Barrier(3))
        async with asyncio.timeout(5):
            await barrier.wait()

    @register(registry=registry)
    @client(context="page")
    async def one() -> None:
        await meet()

    @register(registry=registry)
    @client(context="page")
    async def two() -> None:
        await meet()

    @register(registry=registry)
    @client(context="page")
    async def three() -> None:
        await meet()

    assert {"one": None, "two": None, "three": None} == MizanClient(registry=registry).context("page").data


def test_who_may_see_nothing_learns_nothing_of_the_params(registry: Registry) -> None:
    @register(registry=registry)
    @client(context="vault", auth=True)
    def gold(key: int) -> None: ...

    assert get(registry, "vault", b'{"key":1}').body == get(registry, "vault", b'{"lock":1}').body
