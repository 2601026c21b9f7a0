"""The log in Redis by itself: what is appended is read in its order, and what may be lost is known to be."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mizan_core.live import Live
from mizan_core.live import redis as module
from mizan_core.live.broker import Message
from mizan_core.live.positions import Position
from mizan_core.live.redis import RedisBroker

from tests.redis_server import Redis, redis, wait_for


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let readers look often whether they are to stop."""
    monkeypatch.setattr(module, "BLOCK", 0.05)


@pytest.fixture
def log() -> Iterator[Redis]:
    with redis() as started:
        yield started


class Reading:
    """A process that reads the log."""

    def __init__(self, log: Redis, **limits: Any) -> None:
        self.read: list[tuple[Position, Message]] = []
        self.recalled: list[Message] = []
        self.lost: list[Position] = []
        self.slowness = 0.0
        self.broker = RedisBroker(Live(log.url, **limits))

    def __enter__(self) -> Reading:
        self.broker.start(self)
        assert self.broker.wait(3)
        return self

    def __exit__(self, *_: object) -> None:
        self.broker.close()

    def receive(self, position: Position, message: Message) -> None:
        time.sleep(self.slowness)
        self.read.append((position, message))

    def recall(self, position: Position, message: Message) -> None:
        self.recalled.append(message)

    def lose(self, position: Position) -> None:
        self.lost.append(position)

    @property
    def numbers(self) -> list[int]:
        return [message["n"] for _, message in self.read if "n" in message]


def test_all_processes_read_the_same_in_the_same_order(log: Redis) -> None:
    with Reading(log) as one, Reading(log) as other:
        for number in range(300):
            (one if number % 2 else other).broker.publish({"n": number})
        wait_for(lambda: len(one.numbers) == len(other.numbers) == 300)
        assert one.read == other.read
        assert one.numbers == list(range(300))
        assert one.broker.position == one.read[-1][0]
        assert [position for position, _ in one.read] == sorted(position for position, _ in one.read)


def test_the_first_of_all_begins_with_a_gap_and_nobody_else(log: Redis) -> None:
    with Reading(log) as one:
        one.broker.publish({"n": 1})
        wait_for(lambda: one.numbers == [1])
        with Reading(log) as other:
            assert other.recalled == [{"n": 1}]
            assert other.broker.position == one.broker.position
        assert one.numbers == [1]


def test_another_server_in_its_place_is_a_gap_for_all(log: Redis) -> None:
    with Reading(log) as one, Reading(log) as other:
        one.broker.publish({"n": 1})
        wait_for(lambda: other.numbers == [1])
        lost = [len(each.lost) for each in (one, other)]
        log.kill()
        log.start()
        wait_for(lambda: all(len(each.lost) > before for each, before in zip((one, other), lost, strict=True)))
        one.broker.publish({"n": 2})
        wait_for(lambda: other.numbers[-1:] == [2] or {"gap": True} in [message for _, message in other.read])


def test_a_server_that_comes_back_with_what_it_had_is_a_gap_too(tmp_path: Path) -> None:
    """Nobody can tell whether it has all of it."""
    log = Redis(tmp_path)
    log.start()
    try:
        with Reading(log) as one:
            one.broker.publish({"n": 1})
            wait_for(lambda: one.numbers == [1])
            log.kill()
            log.start()
            wait_for(lambda: len(one.lost) == 2)
            with Reading(log) as late:
                assert late.recalled == [{"n": 1}, {"gap": True}]
    finally:
        log.kill()


def test_what_was_cut_off_before_it_was_read_is_lost_and_known_to_be(
    log: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    with Reading(log, history=10) as slow, caplog.at_level(logging.WARNING, "mizan"):
        lost = len(slow.lost)
        slow.slowness = 0.02
        for number in range(600):
            slow.broker.publish({"n": number})
        wait_for(lambda: 599 in slow.numbers, 20)
        assert len(slow.numbers) < 600
        assert len(slow.lost) > lost
    assert "forgotten before it was read" in caplog.text


def test_what_is_none_of_ours_counts_as_a_gap(log: Redis) -> None:
    with Reading(log) as one:
        one.broker._client.xadd("mizan:live", {"other": "x"})
        one.broker._client.xadd("mizan:live", {"m": "no json"})
        wait_for(lambda: [message for _, message in one.read] == [{"gap": True}] * 2)


def test_two_applications_with_names_of_their_own_hear_nothing_of_each_other(log: Redis) -> None:
    with Reading(log) as one, Reading(log, stream="other") as other:
        one.broker.publish({"n": 1})
        other.broker.publish({"n": 2})
        wait_for(lambda: bool(one.numbers and other.numbers))
        assert (one.numbers, other.numbers) == ([1], [2])


def test_what_waits_in_the_process_is_written_before_it_closes(log: Redis) -> None:
    with Reading(log) as reader:
        writer = RedisBroker(Live(log.url))

        async def publish() -> None:
            for number in range(200):
                writer.publish({"n": number})

        asyncio.run(publish())
        writer.close()
        wait_for(lambda: reader.numbers == list(range(200)))
