"""What a mutation makes stale, and the fresh data that comes with its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

import pytest
from annotated_types import Ge
from mizan_core import Forbidden, Registry, context, invalidate, register
from mizan_core.client.function import client
from mizan_core.testing import MizanClient, User

names: dict[int, str] = {}


@pytest.fixture
def users(registry: Registry) -> Registry:
    names.clear()
    names.update({5: "Ada", 6: "Bob"})
    register(client(context="user")(profile), registry=registry)
    register(client(context="user", auth=True)(letters), registry=registry)
    register(client(context="global")(everybody), registry=registry)
    return registry


def profile(user_id: int) -> str:
    return names[user_id]


async def letters(user_id: int) -> int:
    return len(names[user_id])


def everybody() -> list[str]:
    return list(names.values())


def mutation(registry: Registry, function: Callable[..., Any], **options: Any) -> None:
    register(client(**options)(function), registry=registry)


def rename(user_id: int, name: str) -> str:
    names[user_id] = name
    return name


USER_5 = {"context": "user", "params": {"user_id": 5}}
USER_6 = {"context": "user", "params": {"user_id": 6}}
GLOBAL = {"context": "global", "params": {}}


def test_an_argument_of_the_params_name_narrows_the_target(users: Registry) -> None:
    mutation(users, rename, affects="user")
    assert [USER_5] == MizanClient(registry=users).call("rename", {"user_id": 5, "name": "Eve"}).invalidate


def test_a_query_can_be_the_target(users: Registry) -> None:
    mutation(users, rename, affects=profile)
    answer = MizanClient(registry=users).call("rename", {"user_id": 5, "name": "Eve"})
    assert [{"function": "profile", "params": {"user_id": 5}}] == answer.invalidate


def test_scope_none_widens(users: Registry) -> None:
    mutation(users, rename, affects=context("user", scope=None))
    assert [{"context": "user"}] == MizanClient(registry=users).call("rename", {"user_id": 5, "name": "E"}).invalidate


def test_another_argument_can_be_mapped(users: Registry) -> None:
    def move(source: int) -> None: ...

    mutation(users, move, affects=context("user", user_id="source"))
    assert [USER_5] == MizanClient(registry=users).call("move", {"source": 5}).invalidate


def test_the_narrowing_can_be_computed(users: Registry) -> None:
    def adopt(pet: str) -> int:
        return 6

    mutation(users, adopt, affects=context("user", user_id=lambda args, result: result if args.pet else None))
    calling = MizanClient(registry=users)
    assert [USER_6] == calling.call("adopt", {"pet": "cat"}).invalidate
    assert [{"context": "user"}] == calling.call("adopt", {"pet": ""}).invalidate


def test_none_narrows_nothing_and_a_default_counts(users: Registry) -> None:
    def touch(user_id: int | None = 5) -> None: ...

    mutation(users, touch, affects="user")
    calling = MizanClient(registry=users)
    assert [USER_5] == calling.call("touch").invalidate
    assert [{"context": "user"}] == calling.call("touch", {"user_id": None}).invalidate


def test_params_travel_in_their_json_form(registry: Registry) -> None:
    @register(registry=registry)
    @client(context="thing")
    def thing(key: UUID) -> None: ...

    def change(key: UUID) -> None: ...

    mutation(registry, change, affects="thing")
    key = "abcdefab-0000-0000-0000-000000000001"
    answer = MizanClient(registry=registry).call("change", {"key": key.upper()})
    assert [{"context": "thing", "params": {"key": key}}] == answer.invalidate


def test_several_targets_keep_their_order_and_appear_once(users: Registry) -> None:
    def change(user_id: int) -> None:
        invalidate("user", user_id=5)
        invalidate("user", user_id=6)
        invalidate(profile, user_id=6)

    mutation(users, change, affects=["user", "global"])
    answer = MizanClient(registry=users).call("change", {"user_id": 5})
    assert [
        USER_5,
        {"context": "global"},
        USER_6,
        {"function": "profile", "params": {"user_id": 6}},
    ] == answer.invalidate


def test_nothing_declared_and_nothing_stale_differ(users: Registry) -> None:
    def plain() -> None: ...
    def careful() -> None: ...
    def by_hand() -> None:
        invalidate("*")

    mutation(users, plain)
    mutation(users, careful, affects=[])
    mutation(users, by_hand)
    calling = MizanClient(registry=users)
    assert b'{"result":null}' == calling.call("plain").body
    assert b'{"result":null,"invalidate":[]}' == calling.call("careful").body
    assert b'{"result":null,"invalidate":[{"all":true}]}' == calling.call("by_hand").body


def test_invalidate_names_what_exists(users: Registry) -> None:
    def wrong_context() -> None:
        invalidate("usr")

    def wrong_param() -> None:
        invalidate("user", id=5)

    mutation(users, wrong_context)
    mutation(users, wrong_param)
    assert 500 == MizanClient(registry=users).call("wrong_context").status
    assert 500 == MizanClient(registry=users).call("wrong_param").status


def test_invalidate_outside_of_calls_looks_names_up_all_the_same() -> None:
    with pytest.raises(ValueError, match="There is no context 'anything'"):
        invalidate("anything")


def test_invalidate_reaches_the_call_from_threads_and_tasks(users: Registry) -> None:
    async def change() -> None:
        await asyncio.to_thread(invalidate, "user", user_id=5)
        await asyncio.create_task(deeper())

    async def deeper() -> None:
        invalidate("user", user_id=6)

    mutation(users, change, affects=[])
    assert [USER_5, USER_6] == MizanClient(registry=users).call("change").invalidate


def test_a_failed_mutation_makes_nothing_stale(users: Registry) -> None:
    def refuse(user_id: int) -> None:
        invalidate("global")
        raise Forbidden

    mutation(users, refuse, affects="user")
    answer = MizanClient(registry=users).call("refuse", {"user_id": 5}, mounted=[USER_5])
    assert {"error"} == answer.json.keys()


def test_mounted_instances_come_back_fresh_in_the_same_answer(users: Registry) -> None:
    mutation(users, rename, affects="user")
    answer = MizanClient(User(), registry=users).call(
        "rename", {"user_id": 5, "name": "Grace"}, mounted=[USER_5, USER_6, GLOBAL]
    )
    assert [{**USER_5, "data": {"letters": 5, "profile": "Grace"}}] == answer.refreshed
    assert [] == answer.invalidate


def test_a_wide_target_stays_since_more_than_the_mounted_is_stale(users: Registry) -> None:
    mutation(users, rename, affects=context("user", scope=None))
    answer = MizanClient(User(), registry=users).call("rename", {"user_id": 5, "name": "E"}, mounted=[USER_5, USER_6])
    assert [USER_5, USER_6] == [{"context": each["context"], "params": each["params"]} for each in answer.refreshed]
    assert [{"context": "user"}] == answer.invalidate


def test_a_query_as_target_refreshes_that_query_alone(users: Registry) -> None:
    mutation(users, rename, affects=profile)
    answer = MizanClient(User(), registry=users).call("rename", {"user_id": 5, "name": "E"}, mounted=[USER_5])
    assert [{**USER_5, "data": {"profile": "E"}}] == answer.refreshed
    assert [] == answer.invalidate


def test_a_refused_query_has_its_error_in_its_slot(users: Registry) -> None:
    mutation(users, rename, affects="user")
    answer = MizanClient(registry=users).call("rename", {"user_id": 5, "name": "E"}, mounted=[USER_5])
    (refreshed,) = answer.refreshed
    assert {"profile": "E"} == refreshed["data"]
    assert "UNAUTHENTICATED" == refreshed["errors"]["letters"]["code"]


def test_a_refresh_that_fails_does_not_fail_the_mutation(users: Registry) -> None:
    def remove(user_id: int) -> None:
        del names[user_id]

    mutation(users, remove, affects="user")
    answer = MizanClient(registry=users).call("remove", {"user_id": 5}, mounted=[USER_5])
    assert 200 == answer.status
    assert "INTERNAL_ERROR" == answer.refreshed[0]["errors"]["profile"]["code"]


@pytest.mark.parametrize(
    "wish",
    [
        3,
        None,
        [],
        {},
        {"context": "usr", "params": {}},
        {"context": ["user"], "params": {"user_id": 5}},
        {"context": "user", "params": {"user_id": "5"}},
        {"context": "user", "params": {"user_id": 5, "x": 1}},
        {"context": "user", "params": {}},
        {"context": "user", "params": 5},
    ],
)
def test_a_wrong_wish_is_passed_over(users: Registry, wish: Any) -> None:
    mutation(users, rename, affects="user")
    answer = MizanClient(registry=users).call("rename", {"user_id": 5, "name": "E"}, mounted=[wish])
    assert 200 == answer.status
    assert [] == answer.refreshed
    assert [USER_5] == answer.invalidate


@pytest.mark.parametrize("wish", [True, 5.0, "5", -5])
def test_only_the_very_params_of_a_mutation_are_taken_on_trust(registry: Registry, wish: Any) -> None:
    seen: list[object] = []

    def positive(user_id: Annotated[int, Ge(1)]) -> int:
        seen.append(user_id)
        return user_id

    def touch(user_id: int) -> None: ...

    register(client(context="user")(positive), registry=registry)
    mutation(registry, touch, affects="user")
    wished = {"context": "user", "params": {"user_id": wish}}
    MizanClient(registry=registry).call("touch", {"user_id": -5 if wish == -5 else 5}, mounted=[wished])

    assert seen == ([5] if wish == 5.0 else [])
    assert all(type(each) is int for each in seen)


def test_one_instance_wished_twice_is_run_once(users: Registry) -> None:
    mutation(users, rename, affects="user")
    answer = MizanClient(registry=users).call("rename", {"user_id": 5, "name": "E"}, mounted=[USER_5] * 3)
    assert 1 == len(answer.refreshed)


def test_refresh_false_sends_names_only(users: Registry) -> None:
    mutation(users, rename, affects="user", refresh=False)
    answer = MizanClient(registry=users).call("rename", {"user_id": 5, "name": "E"}, mounted=[USER_5])
    assert [] == answer.refreshed
    assert [USER_5] == answer.invalidate


def test_at_most_sixteen_instances_come_back(users: Registry) -> None:
    names.update({number: str(number) for number in range(100, 140)})
    mutation(users, rename, affects=context("user", scope=None))
    wishes = [{"context": "user", "params": {"user_id": number}} for number in range(100, 140)]
    answer = MizanClient(registry=users).call("rename", {"user_id": 100, "name": "E"}, mounted=wishes)
    assert 16 == len(answer.refreshed)
    assert [{"context": "user"}] == answer.invalidate


def test_past_the_limit_in_bytes_only_names_travel(users: Registry) -> None:
    mutation(users, rename, affects="user")
    answer = MizanClient(registry=users).call("rename", {"user_id": 5, "name": "E" * 300_000}, mounted=[USER_5])
    assert [] == answer.refreshed
    assert [USER_5] == answer.invalidate


def test_fresh_data_is_read_as_the_new_identity(users: Registry) -> None:
    def login(request: Any) -> None:
        request.state.user = User()

    mutation(users, login, affects="*")
    answer = MizanClient(registry=users).call("login", mounted=[USER_5])
    assert {"letters": 3, "profile": "Ada"} == answer.refreshed[0]["data"]
    assert [{"all": True}] == answer.invalidate
