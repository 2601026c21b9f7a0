"""Writing to a log that may be away: nothing raises, nothing takes long, and a gap stands for what was lost."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest
from mizan_core.live import publisher
from mizan_core.live.publisher import Publisher

GAP = b"gap"


class Log:
    """A log that can be taken away."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.threads: set[int] = set()
        self.attempts = 0
        self.is_away = False
        self.before: Callable[[], None] = lambda: None

    def append(self, messages: Sequence[bytes]) -> None:
        self.threads.add(threading.get_ident())
        self.attempts += 1
        self.before()
        if self.is_away:
            raise OSError("The log is away")
        self.messages += messages


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def writer(log: Log, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    monkeypatch.setattr(publisher, "RETRY", 0.02)
    made = Publisher(log.append, (OSError,), GAP)
    yield made
    log.is_away = False
    made.flush()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, "It never happened."
        time.sleep(0.002)


def test_outside_of_event_loops_it_is_written_before_anything_else_happens(log: Log, writer: Publisher) -> None:
    writer.publish(b"1")
    assert log.messages == [b"1"]
    assert log.threads == {threading.get_ident()}


def test_an_event_loop_is_not_held_up(log: Log, writer: Publisher) -> None:
    log.before = lambda: time.sleep(0.2)

    async def publish() -> float:
        start = time.perf_counter()
        writer.publish(b"1")
        writer.publish(b"2")
        return time.perf_counter() - start

    assert asyncio.run(publish()) < 0.1
    assert writer.flush()
    assert log.messages == [b"1", b"2"]
    assert threading.get_ident() not in log.threads


def test_what_was_lost_becomes_one_gap_as_soon_as_the_log_is_back(log: Log, writer: Publisher) -> None:
    log.is_away = True
    for number in range(100):
        writer.publish(b"%d" % number)
    assert writer.owes
    log.is_away = False
    wait_for(lambda: not writer.owes)
    assert log.messages == [GAP]
    writer.publish(b"later")
    assert log.messages == [GAP, b"later"]


def test_while_the_log_is_away_nobody_waits_for_it_again(log: Log, writer: Publisher) -> None:
    log.is_away = True
    writer.publish(b"1")
    log.before = lambda: time.sleep(0.2)
    start = time.perf_counter()
    for _ in range(1_000):
        writer.publish(b"2")
    assert time.perf_counter() - start < 0.15


def test_what_is_lost_while_the_gap_is_being_written_gets_another(log: Log, writer: Publisher) -> None:
    log.is_away = True
    writer.publish(b"1")
    log.is_away = False
    writing, go_on = threading.Event(), threading.Event()

    def pause() -> None:
        writing.set()
        go_on.wait(5)

    log.before = pause
    assert writing.wait(5)
    writer.publish(b"2")  # nobody can tell whether the gap stands for it
    log.before = lambda: None
    go_on.set()
    wait_for(lambda: not writer.owes)
    assert log.messages == [GAP, GAP]


def test_the_loss_is_logged_once(log: Log, writer: Publisher, caplog: pytest.LogCaptureFixture) -> None:
    log.is_away = True
    with caplog.at_level(logging.INFO, "mizan"):
        for _ in range(50):
            writer.publish(b"1")
        wait_for(lambda: log.attempts > 5)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "The log is away" in caplog.text


def test_what_may_be_lost_owes_nothing(log: Log, writer: Publisher) -> None:
    log.is_away = True
    writer.publish(b"1")
    attempts = log.attempts
    writer.publish(b"wish", lossy=True)
    assert (writer._lost, attempts >= 1) == (1, True)
    log.is_away = False
    wait_for(lambda: not writer.owes)
    assert b"wish" not in log.messages


def test_a_flush_waits_for_what_an_event_loop_published(log: Log, writer: Publisher) -> None:
    log.before = lambda: time.sleep(0.01)

    async def publish() -> None:
        for number in range(500):
            writer.publish(b"%d" % number)

    asyncio.run(publish())
    assert writer.flush()
    assert log.messages == [b"%d" % number for number in range(500)]


def test_a_flush_gives_up_after_a_time(log: Log, writer: Publisher) -> None:
    log.is_away = True
    log.before = lambda: time.sleep(0.3)
    writer.publish(b"1")
    start = time.perf_counter()
    assert not writer.flush(0.1)
    assert time.perf_counter() - start < 0.25
    log.before = lambda: None
