"""Live as a whole, without HTTP: what functions read and write, who is told, and what nobody foresaw."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from mizan_core import BigInt, Forbidden, NotFound, Registry, context, invalidate, register
from mizan_core.client.function import client
from mizan_core.dispatch import Call, Fetch, FetchBody, answer, drive
from mizan_core.invocation import Invocation, perform
from mizan_core.live import Live, Service, serve
from mizan_core.live.hub import Connection
from mizan_core.live.service import origin_of
from mizan_core.live.stream import Stream

ADA = SimpleNamespace(pk=1, is_authenticated=True)


class Caller:
    """Whoever calls."""

    def __init__(self, user: Any = ADA) -> None:
        self.user = user
        self.request = None


class Scene:
    """A registry that is live in this process, and one connection of Ada's."""

    def __init__(self, registry: Registry, **limits: Any) -> None:
        self.registry = registry
        service = serve(registry, Live("memory", **limits))
        assert service is not None
        self.service: Service = service
        service.start()
        self.connection = self.open()

    def open(self, audience: str = "pk:1") -> Connection:
        connection = self.service.hub.open(audience, "here", lambda: None)
        self.service.hub.take(connection)
        return connection

    def send(self, request: Call | Fetch | FetchBody) -> Any:
        reply = drive(answer(self.registry, request, self.service.topics), _run)
        return json.loads(reply.body)

    def fetch(self, name: str, user: Any = ADA, **params: Any) -> Any:
        return self.send(FetchBody(name, json.dumps({"params": params}).encode(), Caller(user)))

    def call(self, name: str, origin: str | None = None, **args: Any) -> Any:
        return self.send(Call(name, json.dumps({"args": args}).encode(), Caller(), origin=origin))

    def watch(self, name: str, **params: Any) -> list[tuple[str, Any]]:
        wish = {"context": name, "params": params, "topic": self.fetch(name, **params).get("topic", "")}
        self.service.watch(self.connection.id, json.dumps({"watch": [wish]}).encode(), ADA)
        return self.heard()

    def heard(self) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        for block in self.service.hub.take(self.connection).decode().split("\n\n"):
            lines = dict(line.split(": ", 1) for line in block.splitlines())
            if lines:
                found.append((lines["event"], json.loads(lines["data"])))
        return found


def _run(batch: tuple[Invocation, ...]) -> list[Any]:
    found: list[Any] = []
    for each in batch:
        try:
            found.append(perform(each))
        except Exception as error:
            found.append(error)
    return found


def note(note_id: int) -> int:
    return note_id


def day(when: datetime) -> str:
    return ""


def number(big: BigInt) -> int:
    return 0


def diary(page: int = 1) -> int:
    raise Forbidden


def staff(page: int = 1) -> int:
    return page


def by_hand(note_id: int) -> None:
    invalidate("note", note_id=note_id)
    invalidate("*")


def move(when: datetime) -> None:
    invalidate("day", when=when)


def count(big: BigInt) -> None:
    invalidate("number", big=big)


def fail(note_id: int) -> None:
    raise NotFound


def write(note_id: int) -> None: ...


def sign_in() -> None: ...


def sign_in_and_write(note_id: int) -> None: ...


def _functions(registry: Registry) -> None:
    for query in (note, day, number, diary):
        register(client(context=query.__name__)(query), registry=registry)
    register(client(context="staff", auth="staff")(staff), registry=registry)
    for mutation, affects in (
        (write, "note"),
        (fail, "note"),
        (by_hand, []),
        (move, []),
        (count, []),
        (sign_in, "*"),
        (sign_in_and_write, ["*", context("note")]),
    ):
        register(client(affects=affects)(mutation), registry=registry)


@pytest.fixture
def scene(registry: Registry) -> Iterator[Scene]:
    _functions(registry)
    made = Scene(registry)
    yield made
    made.service.close()


NOTE_5 = {"context": "note", "params": {"note_id": 5}}


def test_a_bundle_carries_its_topic_behind_everything_else(scene: Scene) -> None:
    assert list(scene.fetch("note", note_id=5)) == ["data", "topic"]


def test_without_live_it_carries_none(registry: Registry) -> None:
    _functions(registry)
    reply = drive(answer(registry, Fetch("note", b'{"note_id":5}', None, Caller())), _run)
    assert reply.body == b'{"data":{"note":5}}'


@pytest.mark.parametrize("name", ["diary", "staff"])
def test_who_can_read_nothing_of_it_gets_none(scene: Scene, name: str) -> None:
    assert list(scene.fetch(name)) == ["data", "errors"]


def test_params_without_a_canonical_spelling_cannot_be_watched(scene: Scene) -> None:
    assert list(scene.fetch("note", note_id=2**60)) == ["data"]


def test_what_was_read_can_be_watched_and_is_told_with_its_origin(scene: Scene) -> None:
    assert scene.watch("note", note_id=5) == [("watching", {"watch": [NOTE_5], "refused": []})]
    scene.call("write", origin="tab", note_id=5)
    assert scene.heard() == [("stale", {"targets": [NOTE_5], "origin": "tab"})]
    scene.call("write", note_id=6)
    scene.call("fail", note_id=5)
    assert scene.heard() == []


@pytest.mark.parametrize(
    ("watched", "named"),
    [
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00Z"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00"),
    ],
)
def test_a_time_is_the_same_in_any_spelling(scene: Scene, watched: str, named: str) -> None:
    scene.watch("day", when=watched)
    scene.call("move", when=named)
    assert scene.heard() == [("stale", {"targets": [{"context": "day", "params": {"when": watched}}]})]


def test_a_big_number_is_never_missed(scene: Scene) -> None:
    scene.watch("number", big="9007199254740993")
    scene.call("count", big="9007199254740993")
    assert scene.heard() == [("stale", {"targets": [{"context": "number", "params": {"big": "9007199254740993"}}]})]


def test_who_signs_in_is_nobody_elses_business_but_what_he_wrote_is(scene: Scene) -> None:
    scene.watch("note", note_id=5)
    scene.call("sign_in")
    assert scene.heard() == []
    assert scene.call("sign_in_and_write", note_id=5)["invalidate"] == [{"all": True}, NOTE_5]
    assert scene.heard() == [("stale", {"targets": [NOTE_5]})]
    scene.call("by_hand", note_id=7)
    assert scene.heard() == [("stale", {"targets": [{"all": True}]})]


def test_a_message_that_is_not_understood_counts_as_a_gap(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.watch("note", note_id=5)
    with caplog.at_level(logging.ERROR, "mizan"):
        scene.service._broker.publish({"targets": [{"planet": "Mars"}]})
    assert scene.heard() == [("gap", {})]
    assert "counts as a gap" in caplog.text
    scene.call("write", note_id=5)
    assert scene.heard() == [("stale", {"targets": [NOTE_5]})]


def test_a_param_that_is_no_json_counts_as_a_gap(scene: Scene) -> None:
    scene.watch("note", note_id=5)
    scene.registry.bus.publish([scene.registry.target("note", {"note_id": object()})])
    assert scene.heard() == [("gap", {})]


def test_a_query_that_is_not_known_here_means_nothing_here(scene: Scene) -> None:
    scene.watch("note", note_id=5)
    scene.service._broker.publish({"targets": [{"function": "of_another_version"}]})
    assert scene.heard() == []


def test_too_much_to_watch_is_refused(registry: Registry) -> None:
    _functions(registry)
    scene = Scene(registry, watches=2)
    for note_id in (1, 2):
        scene.watch("note", note_id=note_id)
    ((_, heard),) = scene.watch("note", note_id=3)
    assert heard == {"watch": [], "refused": [{"context": "note", "params": {"note_id": 3}}]}
    scene.service.close()


@pytest.mark.parametrize(
    ("header", "origin"),
    [
        (None, None),
        ("", None),
        ("tab 7", "tab 7"),
        ("x" * 64, "x" * 64),
        ("x" * 65, None),
        ("\u00e9", None),
        ("a\tb", None),
    ],
)
def test_an_origin_is_a_short_printable_text(header: str | None, origin: str | None) -> None:
    assert origin_of(header) == origin


# --- streams ---


async def _heard(stream: Stream, count: int) -> list[bytes]:
    found: list[bytes] = []
    async for each in stream:
        found.append(each)
        if len(found) == count:
            break
    return found


def test_a_stream_begins_with_its_name(scene: Scene) -> None:
    async def play() -> None:
        stream = scene.service.open(ADA, "here")
        assert (await _heard(stream, 1))[0].startswith(b"event: ready")

    asyncio.run(play())


def test_a_stream_that_is_never_read_is_forgotten(scene: Scene) -> None:
    async def play() -> int:
        stream = scene.service.open(ADA, "here")
        assert len(scene.service.hub) == 2
        del stream
        gc.collect()
        await asyncio.sleep(0.01)
        return len(scene.service.hub)

    assert asyncio.run(play()) == 1


def test_a_stream_that_is_broken_off_is_forgotten(scene: Scene) -> None:
    async def play() -> int:
        stream = scene.service.open(ADA, "here")
        reading = asyncio.create_task(_heard(stream, 99))
        await asyncio.sleep(0.01)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        return len(scene.service.hub)

    assert asyncio.run(play()) == 1


def test_closing_ends_every_stream(scene: Scene) -> None:
    async def play() -> list[bytes]:
        stream = scene.service.open(ADA, "here")
        reading = asyncio.create_task(_heard(stream, 99))
        await asyncio.sleep(0.01)
        await asyncio.to_thread(scene.service.close)
        return await asyncio.wait_for(reading, 1)

    (ready, *_) = asyncio.run(play())
    assert ready.startswith(b"event: ready")


def test_it_wakes_up_for_what_another_thread_writes(scene: Scene) -> None:
    async def play() -> None:
        stream = scene.service.open(ADA, "here")
        topic = scene.fetch("note", note_id=5)["topic"]
        wish = json.dumps({"watch": [{**NOTE_5, "topic": topic}]}).encode()
        heard: list[bytes] = []

        async def read() -> None:
            async for each in stream:
                heard.append(each)
                if b"stale" in each:
                    return

        reading = asyncio.create_task(read())
        await asyncio.sleep(0.01)
        connection = json.loads(heard[0].split(b"data: ")[1])["connection"]
        await asyncio.to_thread(scene.service.watch, connection, wish, ADA)
        await asyncio.to_thread(scene.call, "write", note_id=5)
        await asyncio.wait_for(reading, 1)

    asyncio.run(play())
