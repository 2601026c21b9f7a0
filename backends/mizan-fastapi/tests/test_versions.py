"""Pages of other versions, and calls that are sent again, over HTTP: what a router is told of them, and headers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import UploadFile
from mizan_core import DeclarationError, Registry, register
from mizan_core.client.function import client
from mizan_core.idempotency.memory import MemoryStore

from tests import redis_server

OTHER = {"mizan-sig": "AAAAAAAAAAA"}
KEY = {"idempotency-key": "k"}

Serve = Callable[..., Any]


@pytest.fixture
def ran(registry: Registry) -> list[str]:
    ran: list[str] = []

    @register(registry=registry)
    @client
    def echo(text: str) -> str:
        ran.append(text)
        return text

    @register(registry=registry)
    @client
    async def keep(file: UploadFile) -> str:
        ran.append((await file.read()).decode())
        return ran[-1]

    @register(registry=registry)
    @client(context="user")
    def name(user_id: int) -> str:
        return "Ada"

    return ran


@pytest.fixture(scope="module")
def redis() -> Iterator[str]:
    with redis_server.serving() as url:
        yield url


def outdated(folder: Path, *names: str) -> Path:
    path = folder / "outdated.json"
    path.write_text(json.dumps({"AAAAAAAAAAA": names}))
    return path


def test_the_router_is_told_of_outdated_pages(serve: Serve, ran: list[str], tmp_path: Path) -> None:
    api = serve(outdated=outdated(tmp_path, "echo", "name"))

    assert api.call("echo", {"text": "hi"}, headers=OTHER).json()["error"]["code"] == "CLIENT_OUTDATED"
    assert api.fetch("user", {"user_id": 5}, headers=OTHER).json()["errors"]["name"]["code"] == "CLIENT_OUTDATED"
    assert api.call("echo", {"text": "hi"}).json() == {"result": "hi"}
    assert ran == ["hi"]


def test_a_list_that_is_none_stops_the_start(serve: Serve, ran: list[str]) -> None:
    with pytest.raises(DeclarationError, match=r"MZ127 gone\.json: .*No such file"):
        serve(outdated="gone.json")


def test_a_router_that_is_made_late_is_told_too(
    serve: Serve, registry: Registry, ran: list[str], tmp_path: Path
) -> None:
    registry.seal()

    api = serve(outdated=outdated(tmp_path, "echo"))

    assert api.call("echo", {"text": "hi"}, headers=OTHER).status_code == 409


def test_several_signatures_are_none(serve: Serve, ran: list[str]) -> None:
    headers = [("mizan-sig", "AAAAAAAAAAA"), ("mizan-sig", "AAAAAAAAAAA")]

    assert serve().call("gone", headers=headers).json()["error"]["code"] == "NOT_FOUND"


def test_the_router_is_told_where_answers_are_kept(serve: Serve, ran: list[str], redis: str) -> None:
    one, other = serve(idempotency=redis), serve(idempotency=redis)

    assert one.call("echo", {"text": "hi"}, headers=KEY).json() == {"result": "hi"}
    assert other.call("echo", {"text": "hi"}, headers=KEY).json() == {"result": "hi"}
    assert ran == ["hi"]


def test_a_store_that_is_none_stops_the_start(serve: Serve, ran: list[str]) -> None:
    with pytest.raises(DeclarationError, match=r"MZ128 localhost:6379: .*it is no URL of Redis"):
        serve(idempotency="localhost:6379")


def test_an_upload_is_the_same_under_another_boundary(serve: Serve, ran: list[str]) -> None:
    api = serve()

    def send(content: str, boundary: str) -> Any:
        head = 'content-disposition: form-data; name="file"; filename="a.txt"'
        raw = f"--{boundary}\r\n{head}\r\n\r\n{content}\r\n--{boundary}--\r\n".encode()
        headers = {**KEY, "content-type": f"multipart/form-data; boundary={boundary}"}
        return api.client.post("/api/mizan/call/keep", content=raw, headers=headers).json()

    assert send("one", "a") == send("one", "b") == {"result": "one"}
    assert send("two", "a")["error"]["code"] == "IDEMPOTENCY_MISMATCH"
    assert ran == ["one"]


class Slow(MemoryStore):
    """A store that waits, and says on which thread."""

    may_block = True

    def __init__(self) -> None:
        super().__init__()
        self.in_a_loop: list[bool] = []

    def claim(self, key: str, claim: bytes) -> bytes | None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self.in_a_loop.append(False)
        else:
            self.in_a_loop.append(True)
        return super().claim(key, claim)


def test_a_store_that_waits_holds_up_nobody(serve: Serve, ran: list[str]) -> None:
    store = Slow()

    serve(idempotency=store).call("echo", {"text": "hi"}, headers=KEY)

    assert store.in_a_loop == [False]
