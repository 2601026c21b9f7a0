"""What may be watched: topics, signed for one identity, one instance, and a day or two."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from mizan_core.live.topics import Topics
from mizan_core.secrets import derive

DAY = 24 * 60 * 60
SECRET = b"a secret that nobody knows"
PARAMS = b'{"note_id":5}'


@dataclass
class Reader:
    pk: Any
    is_authenticated: bool = True


class Clock:
    now = 20_000.5 * DAY

    def __call__(self) -> float:
        return self.now


def topics(secret: bytes = SECRET, clock: Clock | None = None) -> Topics:
    return Topics(secret, lambda: (1700, 3), clock or Clock())


def issued(by: Topics, user: Any, context: str = "note", params: bytes = PARAMS) -> str:
    member = by.member(by.mark(), context, params, user)
    return json.loads(b'{"data":{}%b}' % member)["topic"]


def test_a_topic_says_where_the_log_stood_when_the_bundle_was_read() -> None:
    topic = issued(topics(), Reader(7))
    assert topic.startswith("1700-3.20000.")
    assert topics().read(topic, "note", PARAMS, "pk:7") == (1700, 3)


def test_the_same_reader_gets_the_same_signature_elsewhere_with_the_same_secret() -> None:
    assert issued(topics(), Reader(7)) == issued(topics(), Reader("7"))
    assert issued(topics(), Reader(7)) != issued(topics(b"another secret"), Reader(7))


@pytest.mark.parametrize(
    ("context", "params", "audience"),
    [
        ("other", PARAMS, "pk:7"),
        ("note", b'{"note_id":6}', "pk:7"),
        ("note", b"{}", "pk:7"),
        ("note", PARAMS, "pk:8"),
        ("note", PARAMS, ""),
        ("note", PARAMS, None),
    ],
)
def test_it_is_worth_nothing_for_anything_else(context: str, params: bytes, audience: str | None) -> None:
    assert topics().read(issued(topics(), Reader(7)), context, params, audience) is None


def test_nobody_may_watch_what_nobody_was_given_to_read() -> None:
    topic = issued(topics(), None)
    assert topics().read(topic, "note", PARAMS, "") == (1700, 3)
    assert topics().read(topic, "note", PARAMS, "pk:7") is None
    assert topics().read(issued(topics(), Reader(7, is_authenticated=False)), "note", PARAMS, "") == (1700, 3)


def test_users_that_cannot_be_told_apart_get_none() -> None:
    by = topics()
    assert by.member(by.mark(), "note", PARAMS, Reader(None)) == b""


@pytest.mark.parametrize(("days", "accepted"), [(0, True), (1, True), (2, False), (-1, False)])
def test_it_holds_today_and_tomorrow(days: int, accepted: bool) -> None:
    clock = Clock()
    topic = issued(topics(), Reader(7))
    clock.now += days * DAY
    assert (topics(clock=clock).read(topic, "note", PARAMS, "pk:7") is not None) is accepted


@pytest.mark.parametrize(
    "spoil",
    [
        lambda topic: "",
        lambda topic: ".",
        lambda topic: "..",
        lambda topic: topic + "A",
        lambda topic: topic[:-1],
        lambda topic: topic[:-1] + ("A" if topic[-1] != "A" else "B"),
        lambda topic: topic.replace(".20000.", ".19999."),
        lambda topic: topic.replace(".20000.", ".020000."),
        lambda topic: topic.replace(".20000.", ".\uff12\uff10\uff10\uff10\uff10."),
        lambda topic: topic.replace(".20000.", f".{'9' * 5000}."),
        lambda topic: topic.replace("1700-3", "1700"),
        lambda topic: topic.replace("1700-3", "-1-3"),
        lambda topic: topic.replace("1700-3", "1" * 40 + "-3"),
        lambda topic: topic.replace("1700-3", "1700-3\n"),
        lambda topic: topic.rpartition(".")[0] + ".é",
    ],
)
def test_a_forged_or_malformed_one_is_worth_nothing(spoil: Any) -> None:
    assert topics().read(spoil(issued(topics(), Reader(7))), "note", PARAMS, "pk:7") is None


def test_the_key_is_hkdf_with_sha256_as_other_implementations_have_it() -> None:
    # openssl kdf -keylen 32 -kdfopt digest:SHA2-256 -kdfopt key:secret -kdfopt info:mizan/v1/live-topic HKDF
    assert derive(b"secret", "live-topic").hex() == "d9642226d34720f021e63c95090140b38b54e169c5ca43dfea6e06bd620400d6"
    assert derive(b"secret", "live-topic") != derive(b"secret", "tag")
