"""What a page does: fetch, call, open a stream, and watch what it has read."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, Self, TypeVar
from urllib.parse import quote

T = TypeVar("T")
TIMEOUT = 10.0
MOUNT = "/api/mizan"


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


async def request(
    port: int, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send one request on a connection of its own."""
    async with asyncio.timeout(TIMEOUT):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(_head(method, path, body, {**(headers or {}), "connection": "close"}))
            status, found = await _answered(reader)
            return Answer(status, found, await reader.read())
        finally:
            await _closed(writer)


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


def _head(method: str, path: str, body: Any, headers: Mapping[str, str]) -> bytes:
    sent = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {MOUNT}/{path} HTTP/1.1", "host: 127.0.0.1"]
    if body is not None:
        lines += ["content-type: application/json", f"content-length: {len(sent)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + sent


async def _answered(reader: asyncio.StreamReader) -> tuple[int, Mapping[str, str]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    return int(head[0].split()[1]), headers


_opened: set[Page] = set()


def run(play: Coroutine[Any, Any, T]) -> T:
    """Play a scene in an event loop of its own; every page of it is closed in the end."""

    async def to_the_end() -> T:
        try:
            return await play
        finally:
            for page in list(_opened):
                await page.close()

    return asyncio.run(to_the_end())


class Page:
    """A page of one reader; nobody's by default."""

    def __init__(self, port: int, reader: str = "", origin: str = "") -> None:
        self.port = port
        self.events: list[tuple[str, Any]] = []
        self.ids: list[str] = []
        self.comments = 0
        self.connection = ""
        self.ended = False
        self.answer: Answer | None = None
        self._headers = {"x-reader": reader} if reader else {}
        self._origin = {"mizan-origin": origin} if origin else {}
        self._reading: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._heard = asyncio.Event()
        self.paused = asyncio.Event()
        self.paused.set()

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def fetch(self, context: str, **params: Any) -> Any:
        spelt = json.dumps(params, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
        path = f"context/{context}?params={quote(spelt)}"
        return (await request(self.port, "GET", path, headers=self._headers)).json

    async def call(self, name: str, port: int = 0, mounted: Any = (), **args: Any) -> Any:
        body = {"args": args, "mounted": list(mounted)}
        answer = await request(port or self.port, "POST", f"call/{name}", body, {**self._headers, **self._origin})
        assert answer.status == 200, answer
        return answer.json

    async def open(self, buffer: int = 0) -> Self:
        """Open the stream; `buffer` bytes of it are taken in by the system, as by a slow connection."""
        _opened.add(self)
        connected = socket.socket()
        if buffer:
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connected.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connected, ("127.0.0.1", self.port))
        reader, self._writer = await asyncio.open_connection(sock=connected, limit=buffer or 65536)
        self._writer.write(_head("GET", "live", None, {**self._headers, "accept": "text/event-stream"}))
        async with asyncio.timeout(TIMEOUT):
            status, headers = await _answered(reader)
        self.answer = Answer(status, headers, b"")
        if status == 200:
            self._reading = asyncio.create_task(self._read(reader))
            await self.until(lambda: bool(self.connection))
        else:
            self.answer = Answer(status, headers, await reader.readexactly(int(headers["content-length"])))
        return self

    async def close(self) -> None:
        """Hang up."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if self._writer is not None:
            await _closed(self._writer)
        _opened.discard(self)

    async def tell(self, body: Any, port: int = 0, connection: str = "") -> Answer:
        """Post a message to the connection."""
        return await request(port or self.port, "POST", f"live/{connection or self.connection}", body, self._headers)

    async def watch(self, context: str, port: int = 0, topic: str | None = None, **params: Any) -> Any:
        """Watch an instance, fetched now unless a topic is given, by a message to a port; return what it hears."""
        topic = topic or (await self.fetch(context, **params))["topic"]
        before = len(self.of("watching"))
        answer = await self.tell({"watch": [{"context": context, "params": params, "topic": topic}]}, port)
        assert (answer.status, answer.json) == (200, {"result": None}), answer
        await self.until(lambda: len(self.of("watching")) > before)
        return self.of("watching")[-1]

    def of(self, name: str) -> list[Any]:
        """Return the data of all events of a name."""
        return [data for each, data in self.events if each == name]

    @property
    def stale(self) -> list[Any]:
        """All targets that were heard of."""
        return [target for data in self.of("stale") for target in data["targets"]]

    async def until(self, condition: Callable[[], bool], seconds: float = TIMEOUT) -> None:
        """Wait until what was heard is enough."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._heard.clear()
                await self._heard.wait()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Read the chunks of the stream, and events out of them."""
        rest = b""
        try:
            while True:
                await self.paused.wait()
                size = int(await reader.readuntil(b"\r\n"), 16)
                chunk = (await reader.readexactly(size + 2))[:-2]
                if not size:
                    break
                *blocks, rest = (rest + chunk).split(b"\n\n")
                for block in blocks:
                    self._take(block.decode())
                self._heard.set()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        self.ended = True
        self._heard.set()

    def _take(self, block: str) -> None:
        if block.startswith(":"):
            self.comments += 1
            return
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        self.events.append((fields["event"], json.loads(fields["data"])))
        if "id" in fields:
            self.ids.append(fields["id"])
        if fields["event"] == "ready":
            self.connection = self.events[-1][1]["connection"]


NOTE_5 = {"context": "note", "params": {"note_id": 5}}
NOTE_6 = {"context": "note", "params": {"note_id": 6}}
