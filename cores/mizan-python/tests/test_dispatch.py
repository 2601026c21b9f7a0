"""Calls through the whole pipeline: arguments, errors, identity."""

from __future__ import annotations

import asyncio
import logging
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from mizan_core import Forbidden, MizanError, RateLimited, Registry, Unauthenticated, register
from mizan_core.client.function import client
from mizan_core.dispatch import Call, FetchBody
from mizan_core.testing import Answer, MizanClient, User
from pydantic import BaseModel, Field, model_validator
from typing_extensions import TypedDict


class Level(BaseModel):
    left: int


class OutOfStock(MizanError):
    """Not enough left."""

    code = "OUT_OF_STOCK"
    status = 409
    details: Level


def send(registry: Registry, name: str, body: bytes) -> Answer:
    return asyncio.run(MizanClient(registry=registry).asend(Call(name, body, None)))  # type: ignore[arg-type]  # replaced


@pytest.fixture
def echoing(registry: Registry) -> Registry:
    @register(registry=registry)
    @client
    def echo(text: str, times: float = 1) -> str:
        return text * int(times)

    return registry


def test_a_call_answers_with_its_result(echoing: Registry) -> None:
    answer = MizanClient(registry=echoing).call("echo", {"text": "ab", "times": 2})

    assert b'{"result":"abab"}' == answer.body
    assert 200 == answer.status
    assert "1" == answer.headers["mizan-protocol"]
    assert "application/json" == answer.headers["content-type"]
    assert "private, no-store" == answer.headers["cache-control"]


def test_parameters_may_be_named_like_pydantic_methods(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def search(schema: str, json: str, copy: int = 3, _x: int = 1) -> str:
        return schema * copy + json + str(_x)

    assert "aaab7" == MizanClient(registry=registry).call("search", {"schema": "a", "json": "b", "_x": 7}).result


def test_every_wrong_argument_is_named_and_nothing_echoed(echoing: Registry) -> None:
    answer = MizanClient(registry=echoing).call("echo", {"text": 54321, "surplus": "secret"})

    assert 422 == answer.status
    assert "VALIDATION_ERROR" == answer.error["code"]
    assert [(["text"], "wrong_type"), (["surplus"], "unexpected")] == [
        (each["path"], each["type"]) for each in answer.error["details"]
    ]
    assert b"54321" not in answer.body
    assert b"secret" not in answer.body


class Ranged(BaseModel):
    age: Annotated[int, Field(ge=18)]
    name: Annotated[str, Field(max_length=3)]
    kind: Literal["a", "b"]


def test_details_use_our_own_few_types(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def apply(form: Ranged, tags: list[int]) -> None: ...

    answer = MizanClient(registry=registry).call(
        "apply", {"form": {"age": 3, "name": "long name", "kind": "c"}, "tags": [1, "x"]}
    )

    assert [
        (["form", "age"], "out_of_range"),
        (["form", "name"], "out_of_range"),
        (["form", "kind"], "invalid"),
        (["tags", 1], "wrong_type"),
    ] == [(each["path"], each["type"]) for each in answer.error["details"]]


def test_a_hostile_body_cannot_make_the_answer_huge(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def add(numbers: list[int]) -> None: ...

    answer = MizanClient(registry=registry).call("add", {"numbers": ["x"] * 10_000})

    assert 100 == len(answer.error["details"])


@pytest.mark.parametrize("wrong", ['"5"', "5.5", "true", "null", "[5]"])
def test_arguments_are_not_coerced(registry: Registry, wrong: str) -> None:
    @register(registry=registry)
    @client
    def take(number: int) -> int:
        return number

    assert 422 == send(registry, "take", b'{"args":{"number":%b}}' % wrong.encode()).status


class Colour(Enum):
    RED = "red"


class Options(TypedDict):
    size: int


def test_json_spellings_of_rich_types_are_accepted(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def rich(
        day: date,
        at: datetime,
        span: timedelta,
        price: Decimal,
        key: UUID,
        colour: Colour,
        raw: bytes,
        tags: set[str],
        pair: tuple[int, str],
        options: Options,
    ) -> tuple[date, datetime, timedelta, Decimal, UUID, Colour, bytes, set[str], tuple[int, str], Options]:
        return day, at, span, price, key, colour, raw, tags, pair, options

    sent: dict[str, Any] = {
        "day": "2026-01-02",
        "at": "2026-01-02T03:04:05Z",
        "span": "PT1H",
        "price": "12.30",
        "key": "00000000-0000-0000-0000-000000000001",
        "colour": "red",
        "raw": "_-8=",
        "tags": ["a"],
        "pair": [1, "b"],
        "options": {"size": 3, "undeclared": 1},
    }
    sent["options"] = {"size": 3}

    assert list(sent.values()) == MizanClient(registry=registry).call("rich", sent).result


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{}x",
        b"{}{}",
        b"{'args':1}",
        b'{"args":{"text":NaN}}',
        b'{"args":{"text":"a","times":-Infinity}}',
        b'{"args":{"text":"a","times":1e999}}',
        b'{"args":{"text":"a","times":1E+400}}',
        b'{"args":{"text":"a","times":' + b"9" * 5000 + b"}}",
        b'{"args":{"text":"\\ud800"}}',
        b'{"args":{"\\udc00":1}}',
        b'{"args":{"text":"\xc0\xaf"}}',
        b"\xef\xbb\xbf{}",
        '{"args":{"text":"a"}}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"args":{"text":' + b"[" * 65 + b"]" * 65 + b"}}",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_not_json_for_everybody_is_a_bad_request(echoing: Registry, body: bytes) -> None:
    answer = send(echoing, "echo", body)

    assert (400, "BAD_REQUEST") == (answer.status, answer.error["code"])


@pytest.mark.parametrize("text", ["NaN", "1e999", "Infinity", "[[[[" * 100, '\\"{' * 100])
def test_strings_may_hold_anything(echoing: Registry, text: str) -> None:
    assert text == MizanClient(registry=echoing).call("echo", {"text": text}).result


def test_of_duplicate_keys_the_last_wins(echoing: Registry) -> None:
    assert "b" == send(echoing, "echo", b'{"args":{"text":"a","text":"b"}}').result


@pytest.mark.parametrize("body", [b"[1]", b'"x"', b"5", b"null", b'{"text":"a"}', b"{}", b'{"args":[1]}'])
def test_a_body_of_another_shape_is_a_validation_error(echoing: Registry, body: bytes) -> None:
    assert 422 == send(echoing, "echo", body).status


def test_args_may_be_left_out_where_nothing_is_required(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def ping() -> str:
        return "pong"

    assert "pong" == send(registry, "ping", b"{}").result


@pytest.mark.parametrize("name", ["", "__init__", "__proto__", "echo ", "Echo", "echo.x", "os.system"])
def test_unknown_names_are_not_found(echoing: Registry, name: str) -> None:
    answer = send(echoing, name, b'{"args":{"text":"a"}}')

    assert (404, "NOT_FOUND") == (answer.status, answer.error["code"])


def test_a_query_is_not_called_by_post(registry: Registry) -> None:
    @register(registry=registry)
    @client(context="global")
    def motd() -> str:
        return "hi"

    answer = MizanClient(registry=registry).call("motd")

    assert (405, "METHOD_NOT_ALLOWED", "GET") == (
        answer.status,
        answer.error["code"],
        answer.headers["allow"],
    )
    assert "GET context/global?only=motd" in answer.error["message"]


def test_an_unexpected_exception_stays_on_the_server(registry: Registry, caplog: pytest.LogCaptureFixture) -> None:
    @register(registry=registry)
    @client
    def explode() -> None:
        raise RuntimeError("the password is hunter2")

    with caplog.at_level(logging.ERROR, logger="mizan"):
        answer = MizanClient(registry=registry).call("explode")

    assert (500, "INTERNAL_ERROR") == (answer.status, answer.error["code"])
    assert b"hunter2" not in answer.body
    assert answer.error["details"]["id"] in caplog.text
    assert "hunter2" in caplog.text


def test_own_errors_travel_with_typed_details(registry: Registry) -> None:
    @register(registry=registry)
    @client(raises=[OutOfStock])
    def buy(amount: int) -> None:
        if amount > 3:
            raise OutOfStock("Only 3 left.", details=Level(left=3))
        raise OutOfStock(details={"left": "none"})

    calling = MizanClient(registry=registry)
    answer = calling.call("buy", {"amount": 4})
    assert 409 == answer.status
    assert {"code": "OUT_OF_STOCK", "message": "Only 3 left.", "details": {"left": 3}} == answer.error
    assert "INTERNAL_ERROR" == calling.call("buy", {"amount": 1}).error["code"]


def test_an_error_without_a_message_uses_its_docstring(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def buy() -> None:
        raise OutOfStock(details=Level(left=0))

    assert "Not enough left." == MizanClient(registry=registry).call("buy").error["message"]


def test_a_rate_limit_says_when_to_come_back(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def slow() -> None:
        raise RateLimited(retry_after=30)

    answer = MizanClient(registry=registry).call("slow")
    assert (429, "30") == (answer.status, answer.headers["retry-after"])


ANYBODY, STAFF, ROOT = User(), User(is_staff=True), User(is_staff=True, is_superuser=True)


def only_ada(request: Any) -> bool:
    return getattr(request.state.user, "id", None) == "ada"


async def only_ada_async(request: Any) -> bool:
    await asyncio.sleep(0)
    return only_ada(request)


@pytest.mark.parametrize(
    ("rule", "user", "status"),
    [
        (None, None, 200),
        (False, None, 200),
        (True, None, 401),
        (True, User(is_authenticated=False), 401),
        (True, ANYBODY, 200),
        ("staff", None, 401),
        ("staff", ANYBODY, 403),
        ("staff", STAFF, 200),
        ("superuser", STAFF, 403),
        ("superuser", ROOT, 200),
        (only_ada, None, 401),
        (only_ada, ANYBODY, 403),
        (only_ada, User(id="ada"), 200),
        (only_ada_async, ANYBODY, 403),
        (only_ada_async, User(id="ada"), 200),
    ],
)
def test_rules_decide_who_may_call(registry: Registry, rule: Any, user: User | None, status: int) -> None:
    @register(registry=registry)
    @client(auth=rule)
    def guarded() -> None: ...

    assert status == MizanClient(user, registry=registry).call("guarded").status


def test_a_rule_may_raise_its_own_refusal(registry: Registry) -> None:
    def paying(request: Any) -> bool:
        raise Forbidden("Your plan does not include this.")

    @register(registry=registry)
    @client(auth=paying)
    def export() -> None: ...

    assert "Your plan does not include this." == MizanClient(ANYBODY, registry=registry).call("export").error["message"]


def test_a_refusal_tells_nothing_of_the_schema(registry: Registry) -> None:
    @register(registry=registry)
    @client(auth=True)
    def secret(number: int) -> None: ...

    valid, invalid = (send(registry, "secret", b'{"args":{"number":%b}}' % each).body for each in (b"1", b'"x"'))
    assert valid == invalid == send(registry, "secret", b"not json").body


def test_a_function_may_refuse_by_itself(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def mine() -> None:
        raise Unauthenticated("Your session has ended.")

    assert 401 == MizanClient(registry=registry).call("mine").status


class EchoTag(BaseModel):
    value: str

    @model_validator(mode="after")
    def check(self) -> EchoTag:
        if self.value == "bad":
            raise ValueError("A tag may not be bad")
        return self


def test_a_validators_own_sentence_reaches_the_client(registry: Registry) -> None:
    @register(registry=registry)
    @client
    def tag(tag: EchoTag) -> None: ...

    (detail,) = MizanClient(registry=registry).call("tag", {"tag": {"value": "bad"}}).error["details"]
    assert {"path": ["tag"], "type": "invalid", "message": "A tag may not be bad"} == detail


def test_a_context_may_be_fetched_by_a_body(registry: Registry) -> None:
    @register(registry=registry)
    @client(context="search")
    def hits(q: str) -> str:
        return q

    def fetch(body: bytes) -> Answer:
        return asyncio.run(MizanClient(registry=registry).asend(FetchBody("search", body, None)))  # type: ignore[arg-type]  # replaced

    assert {"hits": "a"} == fetch(b'{"params": {"q": "a"}, "only": ["hits"]}').data
    assert 422 == fetch(b'{"params": {"q": 5}}').status
    assert 422 == fetch(b'{"query": {"q": "a"}}').status
    assert 404 == fetch(b'{"params": {"q": "a"}, "only": ["misses"]}').status
    assert 400 == fetch(b'{"params": {"q": NaN}}').status
