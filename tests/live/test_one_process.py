"""One process that keeps its log in memory, over real HTTP."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.redis_server import wait_for

from .clients import NOTE_5, NOTE_6, Page, request, run
from .servers import ROOT, Server, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("memory", LIVE_CONNECTIONS="5") as running:
        yield running


def test_a_stream_is_one_and_is_kept_by_nobody_in_between(server: Server) -> None:
    async def play() -> None:
        async with Page(server.port) as page:
            assert page.answer is not None
            headers = page.answer.headers
            assert headers["content-type"] == "text/event-stream"
            assert "no-store" in headers["cache-control"]
            assert headers["x-accel-buffering"] == "no"
            assert headers["mizan-protocol"] == "1"
            assert page.events == [("ready", {"connection": page.connection})]

    run(play())


def test_what_others_did_is_heard_of(server: Server) -> None:
    async def play() -> None:
        async with Page(server.port, "ada") as ada:
            assert await ada.watch("note", note_id=5) == {"watch": [NOTE_5], "refused": []}
            await Page(server.port, "bob", origin="tab-7").call("write", note_id=5, text="x")
            await ada.until(lambda: ada.stale != [], 1)
            assert ada.of("stale") == [{"targets": [NOTE_5], "origin": "tab-7"}]
            assert len(ada.ids) == 1

    run(play())


@pytest.mark.parametrize("mutation", ["write", "write_blocking"])
def test_functions_of_both_colours_are_heard_of(server: Server, mutation: str) -> None:
    async def play() -> None:
        async with Page(server.port, "ada") as ada:
            await ada.watch("note", note_id=5)
            await ada.call(mutation, note_id=5, text="x")
            await ada.until(lambda: ada.stale == [NOTE_5], 1)
            assert "origin" not in ada.of("stale")[0]

    run(play())


def test_other_instances_and_params_of_others_are_not_told(server: Server) -> None:
    async def play() -> None:
        async with Page(server.port) as page:
            await page.watch("note", note_id=5)
            await page.call("write", note_id=6, text="x")
            await page.call("resize", note_id=5)
            await page.until(lambda: page.stale != [], 1)
            assert page.stale == [{"function": "note_size", "params": {"note_id": 5}}]

    run(play())


def test_everything_is_told_if_somebody_says_so_but_not_that_somebody_signs_in(server: Server) -> None:
    async def play() -> None:
        async with Page(server.port) as page:
            await page.watch("note", note_id=5)
            assert (await page.call("sign_in"))["invalidate"] == [{"all": True}]
            await page.call("shake")
            await page.until(lambda: page.stale != [], 1)
            assert page.stale == [{"all": True}]

    run(play())


def test_what_happens_between_reading_and_watching_is_told(server: Server) -> None:
    async def play() -> None:
        async with Page(server.port) as page:
            read = await page.fetch("note", note_id=5)
            await page.call("write", note_id=5, text="meanwhile")
            await page.watch("note", topic=read["topic"], note_id=5)
            await page.until(lambda: page.stale == [NOTE_5], 1)
            again = await page.fetch("note", note_id=5)
            await page.watch("note", topic=again["topic"], note_id=5)
            assert page.stale == [NOTE_5]

    run(play())


def test_what_happens_while_a_query_runs_is_told(server: Server) -> None:
    async def play() -> None:
        async with Page(server.port) as page:
            reading = asyncio.create_task(page.fetch("slow", note_id=5))
            await asyncio.sleep(0.1)
            await page.call("write", note_id=5, text="too late for it")
            read = await reading
            assert read["data"]["slow_note"] != "too late for it"
            await page.watch("slow", topic=read["topic"], note_id=5)
            await page.until(lambda: page.stale == [{"context": "slow", "params": {"note_id": 5}}], 1)

    run(play())


def test_fresh_data_of_a_mutation_can_be_watched_from_then_on(server: Server) -> None:
    async def play() -> None:
        async with Page(server.port) as page:
            (refreshed,) = (await page.call("write", mounted=[NOTE_5], note_id=5, text="mine"))["refreshed"]
            assert refreshed["data"]["note_text"] == "mine"
            await page.watch("note", topic=refreshed["topic"], note_id=5)
            assert page.stale == []
            await page.call("write", note_id=5, text="another")
            await page.until(lambda: page.stale == [NOTE_5], 1)

    run(play())


def test_what_is_left_is_heard_of_no_more(server: Server) -> None:
    async def play() -> None:
        async with Page(server.port) as page:
            await page.watch("note", note_id=5)
            await page.watch("note", note_id=6)
            await page.tell({"unwatch": [NOTE_5]})
            await page.call("write", note_id=5, text="x")
            await page.call("write", note_id=6, text="x")
            await page.until(lambda: page.stale != [], 1)
            assert page.stale == [NOTE_6]

    run(play())


# --- who may watch ---


def test_topics_of_others_forged_ones_and_none_are_refused(server: Server) -> None:
    async def play() -> None:
        bobs = (await Page(server.port, "bob").fetch("note", note_id=5))["topic"]
        nobodys = (await Page(server.port).fetch("note", note_id=5))["topic"]
        async with Page(server.port, "ada") as ada:
            own = (await ada.fetch("note", note_id=5))["topic"]
            for topic in (bobs, nobodys, own[:-2] + "AA", "", "0-0.0.x"):
                asked = {"watch": [{**NOTE_5, "topic": topic}]}
                before = len(ada.of("watching"))
                assert (await ada.tell(asked)).status == 200
                await ada.until(lambda: len(ada.of("watching")) > before)  # noqa: B023
                assert ada.of("watching")[-1] == {"watch": [], "refused": [NOTE_5]}
            assert await ada.watch("note", topic=own, note_id=6) == {"watch": [], "refused": [NOTE_6]}
            assert await ada.watch("note", topic=own, note_id=5) == {"watch": [NOTE_5], "refused": []}

    run(play())


def test_nobody_can_let_a_stream_of_somebody_else_watch(server: Server) -> None:
    async def play() -> None:
        async with Page(server.port, "ada") as ada, Page(server.port, "bob") as bob:
            bobs = (await bob.fetch("desk", number=1))["topic"]
            await bob.tell({"watch": [{"context": "desk", "params": {"number": 1}, "topic": bobs}]}, 0, ada.connection)
            await ada.until(lambda: ada.of("watching") != [])
            assert ada.of("watching")[-1]["watch"] == []

    run(play())


@pytest.mark.parametrize(("context", "reader"), [("desk", ""), ("vault", "ada")])
def test_who_can_read_nothing_of_it_gets_no_topic(server: Server, context: str, reader: str) -> None:
    answer = run(Page(server.port, reader).fetch(context, number=1))
    assert answer["data"] == {}
    assert "topic" not in answer


def test_one_reader_has_so_many_streams_and_then_waits(server: Server) -> None:
    async def play() -> None:
        pages = [await Page(server.port, "eve").open() for _ in range(5)]
        async with Page(server.port, "eve") as refused, Page(server.port, "bob") as other:
            assert refused.answer is not None
            assert refused.answer.status == 429
            assert refused.answer.json["error"]["code"] == "RATE_LIMITED"
            assert refused.answer.headers["retry-after"].isdigit()
            assert other.connection
        for each in pages:
            await each.close()
        for _ in range(100):
            async with Page(server.port, "eve") as again:
                if again.connection:
                    return
            await asyncio.sleep(0.02)
        raise AssertionError("A connection that has gone still counts.")

    run(play())


# --- requests that are wrong ---


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "live", {}, 405, "METHOD_NOT_ALLOWED"),
        ("HEAD", "live", None, 405, ""),
        ("GET", "live?contexts=note", None, 400, "BAD_REQUEST"),
        ("GET", "live/{}", None, 405, "METHOD_NOT_ALLOWED"),
        ("POST", "live/", {}, 404, "NOT_FOUND"),
        ("POST", "live/nobody", {}, 404, "NOT_FOUND"),
        ("POST", "live/{}/", {}, 404, "NOT_FOUND"),
        ("POST", "live/{}", None, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("POST", "live/{}", [], 422, "VALIDATION_ERROR"),
        ("POST", "live/{}", {"watch": [{"context": "note"}]}, 422, "VALIDATION_ERROR"),
        ("POST", "live/{}", {"other": []}, 422, "VALIDATION_ERROR"),
        ("POST", "live/{}", {"watch": "x" * 2_000_000}, 413, "PAYLOAD_TOO_LARGE"),
        ("GET", "lives", None, 404, "NOT_FOUND"),
    ],
)
def test_what_is_wrong_is_said(server: Server, method: str, path: str, body: object, status: int, code: str) -> None:
    async def play() -> None:
        async with Page(server.port) as page:
            answer = await request(server.port, method, path.format(page.connection), body)
            assert answer.status == status
            assert not code or answer.json["error"]["code"] == code

    run(play())


def test_messages_from_pages_of_others_are_refused(server: Server) -> None:
    async def play() -> None:
        async with Page(server.port) as page:
            headers = {"cookie": "session=1", "mizan-protocol": "1", "origin": "https://evil.example"}
            answer = await request(server.port, "POST", f"live/{page.connection}", {}, headers)
            assert (answer.status, answer.json["error"]["code"]) == (403, "CSRF_FAILED")

    run(play())


def test_a_message_with_too_many_instances_is_refused_what_is_too_much(server: Server) -> None:
    async def play() -> None:
        async with Page(server.port) as page:
            topic = (await page.fetch("note", note_id=5))["topic"]
            wishes = [{"context": "note", "params": {"note_id": number}, "topic": topic} for number in range(5, 1200)]
            await page.tell({"watch": wishes})
            await page.until(lambda: page.of("watching") != [])
            (heard,) = page.of("watching")
            assert heard["watch"] == [NOTE_5]
            assert len(heard["refused"]) == 1194

    run(play())


# --- lives of streams ---


def test_a_quiet_stream_gives_signs_of_life_and_ends_by_itself() -> None:
    async def play(port: int) -> None:
        async with Page(port) as page:
            await page.until(lambda: page.comments >= 3)
            await page.until(lambda: page.ended)

    with serving("memory", LIVE_HEARTBEAT="0.1", LIVE_LIFETIME="0.8") as running:
        run(play(running.port))


def test_a_server_that_is_told_to_stop_does_not_wait_for_streams() -> None:
    async def play(running: Server) -> None:
        pages = [await Page(running.port, f"reader-{number}").open() for number in range(20)]
        took = await asyncio.to_thread(running.stop)
        assert took < 1.5
        for page in pages:
            await page.until(lambda: page.ended, 1)  # noqa: B023

    with serving("memory") as running:
        run(play(running))


def test_streams_of_those_who_have_gone_cost_nothing(server: Server) -> None:
    descriptors = Path(f"/proc/{server.process.pid}/fd")

    async def play() -> None:
        for _ in range(40):
            async with Page(server.port, f"reader-{os.getpid()}") as page:
                await page.watch("note", note_id=5)

    before = len(list(descriptors.iterdir()))
    run(play())  # more than one reader may have open, so each is forgotten in time
    wait_for(lambda: len(list(descriptors.iterdir())) <= before + 2)


def test_who_reads_slowly_is_told_that_he_missed_something() -> None:
    """What waits for him is bounded, and the others do not wait for him."""

    async def play(running: Server) -> None:
        text = "x" * 7_000
        slow, quick = Page(running.port, "slow"), Page(running.port, "quick")
        await slow.open(buffer=4096)
        await quick.open()
        await slow.watch("label", text=text)
        await quick.watch("label", text=text)
        before = memory(running)
        slow.paused.clear()
        await quick.call("flood", text=text, times=6_000)
        await quick.call("flood", text=text, times=1)
        await quick.until(lambda: quick.events[-1][0] in ("stale", "gap") and len(quick.events) > 2)
        assert memory(running) - before < 24 * 1024 * 1024
        slow.paused.set()
        await slow.until(lambda: slow.of("gap") != [])
        seen = len(slow.events)
        await quick.call("flood", text=text, times=1)
        await slow.until(lambda: len(slow.events) > seen)

    with serving("memory") as running:
        run(play(running))


def memory(server: Server) -> int:
    """Return the bytes that a server holds."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) * 1024


def test_a_server_that_stops_after_so_many_requests_ends_its_streams() -> None:
    """Which it decides by itself, without any signal."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "tests.live.app:app", "--port", str(port), "--limit-max-requests", "4"]
    variables = {**os.environ, "MIZAN_LIVE": "memory", "LIVE_HEARTBEAT": "0.2"}
    process = subprocess.Popen([*command, "--log-level", "critical"], cwd=ROOT, env=variables)

    async def play() -> None:
        for _ in range(200):
            with suppress(OSError):
                await Page(port).fetch("note", note_id=5)
                break
            await asyncio.sleep(0.05)
        async with Page(port) as page:
            while process.poll() is None:
                with suppress(OSError):
                    await Page(port).fetch("note", note_id=5)
                await asyncio.sleep(0.05)
            await page.until(lambda: page.ended, 1)

    try:
        run(asyncio.wait_for(play(), 8))
    finally:
        process.kill()
        process.wait()
