"""Scenes: vectors in which streams are open while requests are sent."""

from __future__ import annotations

import json
import queue
import secrets
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from . import cases, schemas
from .expectations import differences
from .messages import MOUNT
from .wire import Answer, Request, Wire

SILENCE = 0.1
"""Seconds in which nothing may be heard at the end of a scene."""

PATIENCE = 2.0
"""Seconds in which an event must be heard."""

Event: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene, as the data say it."""

    id: str
    requires: tuple[str, ...]
    needs: frozenset[str]
    steps: tuple[Mapping[str, Any], ...]


@cache
def all_scenes() -> tuple[Scene, ...]:
    """Return every scene."""
    found = cases.suite("live")["scenes"]
    return tuple(Scene(each["id"], (*each["requires"],), frozenset(each["needs"]), (*each["steps"],)) for each in found)


class Fault:
    """How a server may be wrong in scenes: this one is not."""

    breaks = ""

    def request(self, request: Request) -> Request:
        """Read a request in another way."""
        return request

    def answer(self, request: Request, answer: Answer) -> Answer:
        """Answer it in another way."""
        return answer

    def event(self, event: Event) -> list[Event]:
        """Send another event, several, or none."""
        return [event]


class Stream:
    """An open stream, read in a thread."""

    def __init__(self, port: int, request: Request, fault: Fault) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._socket.sendall(fault.request(request).encode())
        self._socket.settimeout(None)
        self._file = self._socket.makefile("rb")
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        status = int(self._file.readline().split()[1])
        headers = tuple(iter(self._header, ("", "")))
        length = int(dict(headers).get("content-length", 0))
        self.answer = fault.answer(request, Answer(status, headers, self._file.read(length)))
        self._fault = fault
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def hear(self, seconds: float) -> Event | None:
        """Return the next event, or None when there is none in time."""
        try:
            return self._events.get(timeout=seconds)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Hang up."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE)
        self._file.close()
        self._socket.close()

    def _header(self) -> tuple[str, str]:
        name, _, value = self._file.readline().decode("latin-1").strip().partition(": ")
        return name.lower(), value

    def _read(self) -> None:
        event: Event = {}
        for line in self._file:
            if not line.endswith(b"\n"):
                return  # hung up in the middle of it
            name, colon, value = line.decode().rstrip("\r\n").partition(": ")
            if colon and name in ("event", "id"):
                event[name] = value
            elif colon and name == "data":
                event[name] = json.loads(value)
            elif not name and "data" in event:
                for each in self._fault.event(event):
                    self._events.put(each)
                event = {}


class Stage:
    """Where one scene is played against one server."""

    def __init__(self, port: int, fault: Fault) -> None:
        self._port = port
        self._fault = fault
        self._streams: dict[str, Stream] = {}
        self._known: dict[str, Any] = {"unique": secrets.token_hex(8)}

    def play(self, scene: Scene) -> list[str]:
        """Play a scene and return what is wrong in it."""
        found: list[str] = []
        with ExitStack() as self._stack:
            wire = self._stack.enter_context(Wire(self._port))
            for step in scene.steps:
                try:
                    found += self._step(cases.fill(step, self._known), wire)
                except KeyError as missing:
                    return [*found, f"nothing is known of {missing}"]
            for name, stream in self._streams.items():
                while (event := stream.hear(SILENCE)) is not None:
                    found.append(f"{name} hears {event}")
        return found

    def _step(self, step: Mapping[str, Any], wire: Wire) -> Iterator[str]:
        if "open" in step:
            return self._open(step)
        if "hear" in step:
            return self._hear(step)
        if "differ" in step:
            values = step["differ"]
            return iter([] if len({*values}) == len(values) else [f"not all different: {values}"])
        return self._send(step, wire)

    def _open(self, step: Mapping[str, Any]) -> Iterator[str]:
        bearer = {"authorization": f"Bearer {step['bearer']}"} if "bearer" in step else {}
        asked = _request("GET", "/live", step, {"accept": "text/event-stream", **bearer})
        stream = Stream(self._port, asked, self._fault)
        self._stack.callback(stream.close)
        yield from _unmet({"status": 200, **step}, stream.answer)
        if stream.answer.status != 200:
            return
        ready = stream.hear(PATIENCE)
        yield from schemas.problems("live-event", ready)
        if ready is not None:
            self._streams[step["open"]] = stream
            self._known[step["open"]] = ready["data"].get("connection")

    def _hear(self, step: Mapping[str, Any]) -> Iterator[str]:
        event = self._streams[step["hear"]].hear(PATIENCE)
        if event is None:
            yield f"{step['hear']} does not hear {step['event']}"
            return
        yield from schemas.problems("live-event", event)
        yield from differences([step["event"], step["data"]], [event["event"], event["data"]])

    def _send(self, step: Mapping[str, Any], wire: Wire) -> Iterator[str]:
        sent = step["send"]
        headers = {"content-type": "application/json", **sent.get("headers", {})}
        body = sent["text"].encode() if "text" in sent else b""
        if "json" in sent:
            body = json.dumps(sent["json"], ensure_ascii=False).encode()
        request = _request(sent["method"], sent["path"], step, headers, body)
        answer = self._fault.answer(request, wire.send(self._fault.request(request)))
        yield from _unmet(step, answer)
        for name, path in step.get("keep", {}).items():
            value = json.loads(answer.body)
            for each in path:
                value = value[each]
            self._known[name] = value


def _request(method: str, path: str, step: Mapping[str, Any], headers: Mapping[str, str], body: bytes = b"") -> Request:
    who = step.get("as", "anonymous")
    identity: dict[str, str] = {}
    if who != "anonymous":
        identity = {"cookie": f"identity={who}"} if step.get("via") == "cookie" else {"x-test-identity": who}
    return Request(method, MOUNT + path, tuple({**headers, **identity}.items()), body)


def _unmet(step: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    if answer.status != step["status"]:
        yield f"expected {step['status']}, got {answer.status}: {answer.body[:200]!r}"
    for name, value in step.get("headers", {}).items():
        found = answer.header(name)
        if found is None or value not in ("*", found):
            yield f"expected the header {name}: {value}, got {found}"
    if "json" in step:
        yield from differences(step["json"], json.loads(answer.body or b"null"))
