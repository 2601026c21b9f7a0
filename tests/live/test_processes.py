"""Several processes behind one Redis: what one does reaches the readers of the others, whatever breaks in between."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.redis_server import Redis, redis, wait_for

from .clients import NOTE_5, NOTE_6, Page, run
from .servers import ROOT, Server, serving

SECONDS = int(os.environ.get("LIVE_SECONDS", "3"))
"""How long targets rain on readers; `make torture` takes more."""

READERS = 200
NOTES_EACH = 5


@pytest.fixture(scope="module")
def log() -> Iterator[Redis]:
    with redis() as started:
        yield started


@pytest.fixture(scope="module")
def servers(log: Redis) -> Iterator[tuple[Server, Server]]:
    with serving(log.url) as one, serving(log.url) as other:
        yield one, other


def flush(log: Redis) -> None:
    with socket.create_connection(("127.0.0.1", log.port)) as connection:
        connection.sendall(b"FLUSHALL\r\n")
        assert connection.recv(16).startswith(b"+OK")


async def reading(page: Page) -> None:
    """Wait until the process of a page reads the log: before, it holds everything for stale."""
    for _ in range(100):
        topic: str = (await page.fetch("note", note_id=5))["topic"]
        if not topic.startswith("0-0."):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("The log is never read.")


def test_what_is_done_in_one_process_is_heard_of_in_another_within_a_second(servers: tuple[Server, Server]) -> None:
    one, other = servers

    async def play() -> None:
        async with Page(one.port, "ada") as ada:
            await reading(ada)
            await ada.watch("note", note_id=5)
            for mutation in ("write", "write_blocking"):
                seen = len(ada.stale)
                await Page(other.port, "bob", origin="tab").call(mutation, note_id=5, text="x")
                await ada.until(lambda: len(ada.stale) > seen, 1)  # noqa: B023
            assert ada.of("stale")[-1] == {"targets": [NOTE_5], "origin": "tab"}

    run(play())


def test_a_message_may_reach_another_process_than_the_stream(servers: tuple[Server, Server]) -> None:
    one, other = servers

    async def play() -> None:
        async with Page(one.port, "ada") as ada, Page(one.port, "bob") as bob:
            read = await Page(other.port, "ada").fetch("note", note_id=5)
            assert await ada.watch("note", other.port, read["topic"], note_id=5) == {"watch": [NOTE_5], "refused": []}
            assert await ada.watch("note", other.port, "forged", note_id=6) == {"watch": [], "refused": [NOTE_6]}
            assert await bob.watch("note", other.port, read["topic"], note_id=5) == {"watch": [], "refused": [NOTE_5]}
            asked = {"watch": [{**NOTE_5, "topic": read["topic"]}]}
            await Page(other.port, "ada").tell(asked, 0, bob.connection)  # by whom it was read, for another's stream
            await bob.until(lambda: len(bob.of("watching")) == 2)
            assert bob.of("watching")[-1] == {"watch": [], "refused": [NOTE_5]}
            await ada.call("write", other.port, note_id=5, text="x")
            await ada.until(lambda: ada.stale == [NOTE_5], 1)
            await ada.tell({"unwatch": [NOTE_5]}, other.port)
            await ada.until(lambda: len(ada.of("watching")) == 3)
            await ada.call("write", other.port, note_id=5, text="x")
            await ada.call("shake", other.port)
            await asyncio.sleep(0.2)
            assert ada.stale == [NOTE_5]

    run(play())


def test_what_happened_elsewhere_between_reading_and_watching_is_told(servers: tuple[Server, Server]) -> None:
    one, other = servers

    async def play() -> None:
        async with Page(one.port) as page:
            await reading(page)
            for watched_at in (one, other):
                read = await page.fetch("note", note_id=5)
                seen = len(page.stale)
                await page.call("write", other.port, note_id=5, text="meanwhile")
                await page.watch("note", watched_at.port, read["topic"], note_id=5)
                await page.until(lambda: len(page.stale) > seen, 1)  # noqa: B023
                await page.tell({"unwatch": [NOTE_5]})

    run(play())


@pytest.mark.parametrize("manner", ["sync", "async"])
def test_a_command_that_serves_nobody_is_heard_of(log: Redis, servers: tuple[Server, Server], manner: str) -> None:
    async def play() -> None:
        async with Page(servers[0].port) as page:
            await reading(page)
            await page.watch("note", note_id=5)
            command = [sys.executable, "-m", "tests.live.command", "5", manner]
            variables = {**os.environ, "MIZAN_LIVE": log.url}
            await asyncio.to_thread(subprocess.run, command, cwd=ROOT, env=variables, check=True)
            await page.until(lambda: page.stale == [NOTE_5], 1)

    run(play())


def test_a_new_process_knows_what_happened_before_it_began(log: Redis, servers: tuple[Server, Server]) -> None:
    """So that a deployment makes nobody fetch what is fresh."""

    async def play() -> None:
        page = Page(servers[0].port)
        await reading(page)
        read = {note_id: await page.fetch("note", note_id=note_id) for note_id in (5, 6)}
        await page.call("write", note_id=6, text="meanwhile")
        await asyncio.sleep(0.2)
        with serving(log.url) as new:
            async with Page(new.port) as again:
                await reading(again)
                for note_id in (5, 6):
                    await again.watch("note", topic=read[note_id]["topic"], note_id=note_id)
                await again.until(lambda: again.stale == [NOTE_6], 1)
                await asyncio.sleep(0.1)
                assert again.stale == [NOTE_6]

    run(play())


def test_beyond_what_the_log_remembers_everything_counts_as_stale() -> None:
    async def play(port: int) -> None:
        async with Page(port) as page:
            await reading(page)
            read = await page.fetch("label", text="x")
            await page.call("touch", first=1000, count=500)
            position = ""
            while position != (position := (await page.fetch("note", note_id=6))["topic"]):
                await asyncio.sleep(0.1)
            await page.watch("label", topic=read["topic"], text="x")
            await page.until(lambda: page.stale == [{"context": "label", "params": {"text": "x"}}], 1)
            await page.watch("note", note_id=6)
            await asyncio.sleep(0.1)
            assert NOTE_6 not in page.stale

    with redis() as log, serving(log.url, LIVE_HISTORY="100") as server:
        run(play(server.port))


def test_a_log_that_was_emptied_counts_as_a_gap(log: Redis, servers: tuple[Server, Server]) -> None:
    async def play() -> None:
        async with Page(servers[0].port) as page:
            await reading(page)
            await page.watch("note", note_id=5)
            flush(log)
            await page.call("write", servers[1].port, note_id=6, text="x")
            await page.until(lambda: page.of("gap") != [], 3)
            await page.call("write", servers[1].port, note_id=5, text="x")
            await page.until(lambda: page.stale == [NOTE_5], 1)

    run(play())


def test_a_redis_that_dies_delays_nobody_and_leaves_nothing_stale() -> None:
    async def play(log: Redis, one: Server, other: Server) -> None:
        async with Page(one.port, "ada") as ada, Page(other.port, "bob") as bob:
            for page in (ada, bob):
                await reading(page)
                await page.watch("note", note_id=5)
            log.kill()
            for mutation in ("write", "write_blocking", "write"):
                start = time.monotonic()
                await ada.call(mutation, note_id=5, text="while nobody hears")
                assert time.monotonic() - start < 1.5
            log.start()
            for page in (ada, bob):
                await page.until(lambda: page.of("gap") != [], 8)  # noqa: B023
            assert (await bob.fetch("note", note_id=5))["data"]["note_text"] == ""  # each process has its own notes
            await asyncio.sleep(1.2)  # by now whoever failed to publish has said so
            seen = {page: len(page.stale) for page in (ada, bob)}
            await ada.call("write", note_id=5, text="x")
            for page in (ada, bob):
                await page.until(lambda: len(page.stale) > seen[page], 1)  # noqa: B023
            assert await ada.watch("note", other.port, note_id=6) == {"watch": [NOTE_6], "refused": []}

    with redis() as log, serving(log.url) as one, serving(log.url) as other:
        run(play(log, one, other))


def test_servers_start_without_redis_and_hear_when_it_is_there() -> None:
    log = Redis()

    async def play(one: Server) -> None:
        async with Page(one.port) as page:
            await page.watch("note", note_id=5)
            await page.until(lambda: page.stale == [NOTE_5], 1)  # nobody knows
            await page.call("write", note_id=5, text="x")
            log.start()
            await page.until(lambda: page.of("gap") != [], 5)
            await asyncio.sleep(1.2)  # by now whoever failed to publish has said so
            await page.call("write", note_id=5, text="x")
            await page.until(lambda: page.stale == [NOTE_5] * 2, 2)
            assert await asyncio.to_thread(one.stop) < 1.5

    try:
        with serving(log.url) as one:
            run(play(one))
    finally:
        log.kill()


def test_nothing_is_lost_and_nothing_reaches_anybody_else_in_heavy_rain(servers: tuple[Server, Server]) -> None:
    one, other = servers
    notes = READERS * NOTES_EACH

    async def watching(number: int) -> Page:
        page = await Page(one.port, f"reader-{number}").open()
        for note_id in range(number * NOTES_EACH, (number + 1) * NOTES_EACH):
            await page.watch("note", note_id=note_id)
        return page

    async def rain() -> None:
        cloud = Page(other.port, "cloud")
        for second in range(SECONDS):
            for tenth in range(10):
                until = start + second + (tenth + 1) / 10
                await cloud.call("touch", first=tenth * notes // 10, count=notes // 10)
                await asyncio.sleep(max(0.0, until - time.monotonic()))

    async def play() -> float:
        nonlocal start
        await reading(Page(one.port))
        pages = [await watching(number) for number in range(READERS)]
        start = time.monotonic()
        await rain()
        rained = time.monotonic() - start
        for number, page in enumerate(pages):
            own = Counter(dict.fromkeys(range(number * NOTES_EACH, (number + 1) * NOTES_EACH), SECONDS))
            await page.until(lambda: len(page.stale) >= NOTES_EACH * SECONDS)  # noqa: B023
            assert Counter(target["params"]["note_id"] for target in page.stale) == own
            assert page.of("gap") == []
        return rained

    start = 0.0
    assert run(play()) < SECONDS * 1.5


def test_a_process_that_is_killed_takes_its_streams_along_and_no_others(log: Redis) -> None:
    async def play(one: Server, other: Server) -> None:
        async with Page(one.port) as lost, Page(other.port) as kept:
            await reading(kept)
            await kept.watch("note", note_id=5)
            one.process.kill()
            await lost.until(lambda: lost.ended, 2)
            await kept.call("write", note_id=5, text="x")
            await kept.until(lambda: kept.stale == [NOTE_5], 1)

    with serving(log.url) as one, serving(log.url) as other:
        run(play(one, other))


def test_a_server_stops_at_once_with_streams_open(log: Redis) -> None:
    async def play(server: Server) -> None:
        pages = [await Page(server.port, f"reader-{number}").open() for number in range(10)]
        assert await asyncio.to_thread(server.stop) < 1.5
        for page in pages:
            await page.until(lambda: page.ended, 1)  # noqa: B023

    with serving(log.url) as server:
        run(play(server))
    wait_for(lambda: server.process.returncode is not None)
