"""Who hears what: connections, what they watch, what waits for them, and what happened before they came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from mizan_core import RateLimited, canonical
from mizan_core.live import Live
from mizan_core.live.events import Named
from mizan_core.live.facts import Fact, Wish, fact_of
from mizan_core.live.hub import Connection, Hub, Watching

CONTEXTS = {"note_text": "note", "note_size": "note"}
START = (1, 0)


def wish(context: str, **params: Any) -> Wish:
    return Wish(context, canonical.dumps(params), {name: (canonical.dumps(value),) for name, value in params.items()})


def fact(**target: Any) -> Fact:
    found = fact_of(target, CONTEXTS)
    assert found is not None
    return found


def events(raw: bytes) -> list[tuple[str, Any]]:
    """Return the events of a stream: their names and data."""
    found: list[tuple[str, Any]] = []
    for block in raw.decode().split("\n\n"):
        lines: Mapping[str, str] = dict(line.split(": ", 1) for line in block.splitlines())
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


class Room:
    """A hub, and the connections of a test."""

    def __init__(self, **limits: Any) -> None:
        self.hub = Hub(Live("memory", **limits))
        self.hub.lose(START)
        self.woken: list[str] = []
        self.position = START

    def open(self, audience: str = "pk:1", address: str = "here") -> Connection:
        connection = self.hub.open(audience, address, lambda: self.woken.append(audience))
        self.hub.take(connection)
        return connection

    def watch(self, connection: Connection, *wishes: Wish, since: tuple[int, int] | None = None) -> None:
        self.hub.watch(connection, Watching([(each, since or self.position) for each in wishes], [], []))

    def publish(self, *targets: Mapping[str, Any], origin: str | None = None) -> tuple[int, int]:
        self.position = (1, self.position[1] + 1)
        self.hub.receive(self.position, [fact(**each) for each in targets], origin)
        return self.position

    def heard(self, connection: Connection) -> list[tuple[str, Any]]:
        return events(self.hub.take(connection))

    def stale(self, connection: Connection) -> list[Any]:
        """Return the targets that a connection hears of."""
        return [target for name, data in self.heard(connection) if name == "stale" for target in data["targets"]]


def test_a_stream_begins_with_the_name_of_its_connection() -> None:
    hub = Hub(Live("memory"))
    connection = hub.open("pk:1", "here", lambda: None)
    assert events(hub.take(connection)) == [("ready", {"connection": connection.id})]
    assert len(connection.id) >= 32


def test_two_connections_have_different_names() -> None:
    room = Room()
    assert room.open().id != room.open().id


def test_what_is_watched_is_said_once() -> None:
    room, note = Room(), wish("note", note_id=5)
    ada = room.open()
    room.watch(ada, note)
    assert room.heard(ada) == [("watching", {"watch": [{"context": "note", "params": {"note_id": 5}}], "refused": []})]


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ({"context": "note", "params": {"note_id": 5}}, {"context": "note", "params": {"note_id": 5}}),
        ({"context": "note"}, {"context": "note", "params": {"note_id": 5}}),
        ({"context": "note", "params": {"lang": "en"}}, {"context": "note", "params": {"note_id": 5}}),
        ({"context": "note", "params": {"lang": "en", "note_id": 5}}, {"context": "note", "params": {"note_id": 5}}),
        ({"function": "note_text"}, {"function": "note_text", "params": {"note_id": 5}}),
        ({"function": "note_text", "params": {"note_id": 5}}, {"function": "note_text", "params": {"note_id": 5}}),
        ({"all": True}, {"all": True}),
    ],
)
def test_a_target_is_told_in_the_words_of_what_is_watched(target: Any, told: Any) -> None:
    room = Room()
    ada = room.open()
    room.watch(ada, wish("note", note_id=5))
    room.heard(ada)
    room.publish(target)
    assert room.stale(ada) == [told]


@pytest.mark.parametrize(
    "target",
    [
        {"context": "note", "params": {"note_id": 6}},
        {"context": "note", "params": {"note_id": "5"}},
        {"context": "note", "params": {"note_id": 6, "lang": "en"}},
        {"context": "notes"},
        {"function": "note_text", "params": {"note_id": 6}},
    ],
)
def test_other_targets_are_not_told(target: Any) -> None:
    room = Room()
    ada = room.open()
    room.watch(ada, wish("note", note_id=5))
    room.heard(ada)
    room.publish(target)
    assert room.heard(ada) == []


def test_a_target_with_several_params_means_the_instances_that_have_them_all() -> None:
    room = Room()
    ada = room.open()
    room.watch(ada, *(wish("page", number=number, size=size) for number in (1, 2) for size in (10, 20)))
    room.heard(ada)
    room.publish({"context": "page", "params": {"number": 2, "size": 10}})
    assert room.stale(ada) == [{"context": "page", "params": {"number": 2, "size": 10}}]


def test_a_value_matches_in_both_of_its_spellings() -> None:
    room = Room()
    ada = room.open()
    sent, written = b'"2026-01-01T00:00:00+00:00"', b'"2026-01-01T00:00:00Z"'
    room.watch(ada, Wish("day", b'{"when":%b}' % sent, {"when": (sent, written)}))
    room.heard(ada)
    room.publish({"context": "day", "params": {"when": "2026-01-01T00:00:00Z"}})
    assert room.stale(ada) == [{"context": "day", "params": {"when": "2026-01-01T00:00:00+00:00"}}]


def test_a_param_that_has_no_canonical_spelling_narrows_nothing() -> None:
    room = Room()
    ada = room.open()
    room.watch(ada, wish("note", note_id=5))
    room.heard(ada)
    room.publish({"context": "note", "params": {"note_id": 2**60}})
    assert room.stale(ada) == [{"context": "note", "params": {"note_id": 5}}]


def test_targets_of_one_publication_are_one_event_and_none_twice() -> None:
    room = Room()
    ada = room.open()
    room.watch(ada, wish("note", note_id=5), wish("note", note_id=6))
    room.heard(ada)
    room.publish({"context": "note"}, {"context": "note", "params": {"note_id": 5}}, origin="tab")
    ((name, data),) = room.heard(ada)
    assert (name, data["origin"], len(data["targets"])) == ("stale", "tab", 2)


def test_everything_is_told_to_those_who_watch_something() -> None:
    room = Room()
    ada, idle = room.open(), room.open()
    room.watch(ada, wish("note", note_id=5))
    room.heard(ada)
    room.publish({"all": True}, {"context": "note"})
    assert (room.stale(ada), room.heard(idle)) == ([{"all": True}], [])


def test_only_those_who_watch_are_woken_and_once_until_they_read() -> None:
    room = Room()
    ada, bob = room.open("pk:1"), room.open("pk:2")
    room.watch(ada, wish("note", note_id=5))
    room.watch(bob, wish("note", note_id=6))
    room.heard(ada)
    room.heard(bob)
    room.woken.clear()
    room.publish({"context": "note", "params": {"note_id": 5}})
    room.publish({"context": "note", "params": {"note_id": 5}})
    assert room.woken == ["pk:1"]


def test_what_is_left_is_not_told() -> None:
    room = Room()
    ada = room.open()
    room.watch(ada, wish("note", note_id=5), wish("note", note_id=6))
    room.hub.watch(ada, Watching([], [], [Named("note", b'{"note_id":5}'), Named("note", b'{"note_id":9}')]))
    room.heard(ada)
    room.publish({"context": "note"})
    assert room.stale(ada) == [{"context": "note", "params": {"note_id": 6}}]


def test_who_has_gone_leaves_nothing_behind() -> None:
    room = Room()
    ada, bob = room.open(), room.open("pk:2")
    room.watch(ada, wish("note", note_id=5), wish("note", note_id=6), wish("other"))
    room.watch(bob, wish("note", note_id=5))
    room.hub.close(ada)
    room.hub.close(ada)
    assert (len(room.hub), room.hub.instances, room.hub.find(ada.id)) == (1, 1, None)
    room.watch(ada, wish("note", note_id=5))
    assert room.hub.instances == 1
    room.hub.close(bob)
    assert (len(room.hub), room.hub.instances) == (0, 0)


# --- what happened before ---


def test_what_happened_since_it_was_read_is_told() -> None:
    room, note = Room(), wish("note", note_id=5)
    ada = room.open()
    room.publish({"context": "note", "params": {"note_id": 5}})
    room.watch(ada, note, since=START)
    assert [name for name, _ in room.heard(ada)] == ["watching", "stale"]


@pytest.mark.parametrize(
    "target",
    [
        {"context": "note", "params": {"note_id": 6}},
        {"function": "note_text", "params": {"note_id": 6}},
        {"context": "other"},
    ],
)
def test_what_happened_to_others_is_not_told(target: Any) -> None:
    room = Room()
    ada = room.open()
    room.publish(target)
    room.watch(ada, wish("note", note_id=5), since=START)
    assert room.stale(ada) == []


@pytest.mark.parametrize(
    "target",
    [
        {"all": True},
        {"context": "note"},
        {"function": "note_size", "params": {"note_id": 5}},
        {"context": "note", "params": {"lang": "en"}},
    ],
)
def test_whatever_may_have_meant_it_is_told(target: Any) -> None:
    room = Room()
    ada = room.open()
    room.publish(target)
    room.watch(ada, wish("note", note_id=5), since=START)
    assert room.stale(ada) == [{"context": "note", "params": {"note_id": 5}}]


def test_what_happened_before_it_was_read_is_not_told() -> None:
    room = Room()
    ada = room.open()
    room.publish({"context": "note", "params": {"note_id": 5}})
    room.watch(ada, wish("note", note_id=5))
    assert room.stale(ada) == []


def test_beyond_what_is_remembered_everything_counts_as_stale() -> None:
    room = Room(history=3)
    ada = room.open()
    early = room.position
    for note_id in range(4):
        room.publish({"context": "other", "params": {"note_id": note_id}})
    room.watch(ada, wish("note", note_id=5), since=early)
    room.watch(ada, wish("note", note_id=6))
    assert room.stale(ada) == [{"context": "note", "params": {"note_id": 5}}]


def test_the_same_target_again_takes_no_room_in_what_is_remembered() -> None:
    room = Room(history=3)
    ada = room.open()
    early = room.position
    for _ in range(100):
        room.publish({"context": "other", "params": {"note_id": 1}})
    room.watch(ada, wish("note", note_id=5), since=early)
    assert room.stale(ada) == []


@pytest.mark.parametrize("since", [(0, 0), (0, 7), (1, 99), (2, 0)])
def test_a_position_that_was_never_reached_here_counts_as_unknown(since: tuple[int, int]) -> None:
    room = Room()
    ada = room.open()
    room.watch(ada, wish("note", note_id=5), since=since)
    assert room.stale(ada) == [{"context": "note", "params": {"note_id": 5}}]


def test_a_loss_is_told_to_those_who_watch_and_makes_older_positions_unknown() -> None:
    room = Room()
    ada, idle = room.open(), room.open()
    room.watch(ada, wish("note", note_id=5))
    room.heard(ada)
    early = room.publish({"context": "other"})
    room.position = (1, 9)
    room.hub.lose((1, 9))
    assert (room.heard(ada), room.heard(idle)) == ([("gap", {})], [])
    room.watch(idle, wish("note", note_id=5), since=early)
    room.watch(idle, wish("note", note_id=6))
    assert room.stale(idle) == [{"context": "note", "params": {"note_id": 5}}]


def test_what_is_recalled_is_known_but_told_to_nobody() -> None:
    room = Room()
    ada = room.open()
    room.watch(ada, wish("note", note_id=5))
    room.heard(ada)
    room.hub.recall((1, 1), [fact(context="note")])
    assert room.heard(ada) == []
    room.watch(ada, wish("note", note_id=6), since=START)
    assert room.stale(ada) == [{"context": "note", "params": {"note_id": 6}}]


# --- limits ---


def test_who_reads_too_slowly_gets_one_gap_for_all() -> None:
    room = Room(pending=10)
    ada = room.open()
    room.watch(ada, wish("note", note_id=5))
    room.heard(ada)
    for _ in range(11):
        room.publish({"context": "note"})
    assert room.heard(ada) == [("gap", {})]
    room.publish({"context": "note"})
    assert [name for name, _ in room.heard(ada)] == ["stale"]


@pytest.mark.parametrize("pending", [1, 2, 3])
def test_no_more_than_this_many_events_ever_wait(pending: int) -> None:
    room = Room(pending=pending)
    ada = room.open()
    room.watch(ada, wish("note", note_id=5))
    room.heard(ada)
    for _ in range(50):
        room.publish({"context": "note"})
        assert len(ada._events) <= pending
    assert ("gap", {}) in room.heard(ada)


def test_no_more_than_a_mebibyte_ever_waits() -> None:
    room = Room()
    ada = room.open()
    room.watch(ada, wish("note", text="x" * 10_000))
    room.heard(ada)
    for _ in range(200):
        room.publish({"context": "note"})
        assert ada._size <= 1024 * 1024
    assert ("gap", {}) in room.heard(ada)


def test_a_user_has_so_many_connections_and_no_more() -> None:
    room = Room(connections=2)
    first, _ = room.open("pk:1", "here"), room.open("pk:1", "there")
    with pytest.raises(RateLimited) as refused:
        room.open("pk:1", "elsewhere")
    assert refused.value.headers["retry-after"].isdigit()
    room.open("pk:2", "here")
    room.hub.close(first)
    room.open("pk:1")


def test_an_address_has_so_many_connections_of_nobody() -> None:
    room = Room(connections=2)
    room.open("", "here")
    room.open("", "here")
    with pytest.raises(RateLimited):
        room.open("", "here")
    room.open("", "there")
    room.open("pk:1", "here")


def test_a_connection_watches_so_many_instances_and_is_refused_the_others() -> None:
    room = Room(watches=2)
    ada = room.open()
    room.watch(ada, *(wish("note", note_id=number) for number in (1, 2, 3)))
    ((_, data),) = room.heard(ada)
    assert data["refused"] == [{"context": "note", "params": {"note_id": 3}}]
    room.watch(ada, wish("note", note_id=2))
    ((_, data),) = room.heard(ada)
    assert data["refused"] == []
    assert room.hub.instances == 2


def test_matching_does_not_look_at_those_who_watch_something_else() -> None:
    room = Room(connections=10_000)
    looked: list[str] = []

    class Counting(dict[Any, Any]):
        def __iter__(self) -> Any:
            looked.append("")
            return super().__iter__()

    for number in range(2_000):
        connection = room.open(f"pk:{number}")
        room.watch(connection, wish("note", note_id=number))
        connection.watched[("note", canonical.dumps({"note_id": number}))].watchers = Counting({connection: None})
    room.publish({"context": "note", "params": {"note_id": 7}})
    assert len(looked) == 1
