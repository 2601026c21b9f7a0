"""The log of an application of several processes: a stream in Redis or Valkey, with one reader in each process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import Any, cast

import redis
from pydantic_core import from_json, to_json
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from .broker import GAP, Message, Reader
from .positions import NOWHERE, Position, read_position, spell
from .publisher import Publisher
from .settings import Live

logger = logging.getLogger("mizan")

FAILURES = (RedisError, OSError)
CONNECT = 0.25
ANSWER = 0.5
"""Seconds that a write may wait for Redis: once, since then it is held to be away until it is back."""

BLOCK = 2.0
"""Seconds that the reader waits for something new before it asks again."""

PAUSE = 0.2
_AT_ONCE = 500
_FIELD = b"m"


class RedisBroker:
    """Appends to a stream, and reads it in a thread of its own, which serves every event loop of the process."""

    def __init__(self, settings: Live) -> None:
        self._settings = settings
        self._key = settings.stream
        self._client: Any = _client(settings.url, ANSWER)
        self._publisher = Publisher(self._append, FAILURES, to_json(GAP))
        self._position: Position = NOWHERE
        self._reading: threading.Thread | None = None
        self._begun = threading.Event()
        self._stopped = threading.Event()
        self._lock = threading.Lock()

    @property
    def position(self) -> Position:
        return self._position

    def start(self, reader: Reader) -> None:
        with self._lock:
            if self._reading is None or not self._reading.is_alive():  # else in the parent of a process that was forked
                self._stopped.clear()
                self._reading = threading.Thread(target=self._read, args=(reader,), name="mizan-live", daemon=True)
                self._reading.start()

    def wait(self, seconds: float) -> bool:
        return self._begun.wait(seconds)

    def publish(self, message: Message) -> None:
        self._publisher.publish(to_json(message))

    def send(self, message: Message) -> None:
        self._publisher.publish(to_json(message), lossy=True)

    def close(self) -> None:
        self._publisher.flush()
        self._stopped.set()
        if self._reading is not None:
            self._reading.join(BLOCK + ANSWER)
        self._client.close()

    def _append(self, messages: Sequence[bytes]) -> None:
        """Append messages; behind a gap where the stream has disappeared, since then what it held is lost."""
        left = self._add(messages, create=False)
        if left:
            self._add([to_json(GAP), *left], create=True)

    def _add(self, messages: Sequence[bytes], *, create: bool) -> Sequence[bytes]:
        pipeline = self._client.pipeline(transaction=False)
        for each in messages:
            pipeline.xadd(self._key, {_FIELD: each}, maxlen=self._settings.history, nomkstream=not create)
        return [each for each, added in zip(messages, pipeline.execute(), strict=True) if added is None]

    def _read(self, reader: Reader) -> None:
        """Read until stopped, and begin anew whenever the connection is lost."""
        is_away = False
        while not self._stopped.is_set():
            try:
                with _client(self._settings.url, BLOCK + ANSWER) as client:
                    self._begin(client, reader)
                    if is_away:
                        logger.warning("What others made stale is heard of again.")
                        is_away = False
                    self._begun.set()
                    while not self._stopped.is_set():
                        self._follow(client, reader)
            except FAILURES as error:
                if not is_away:
                    logger.error("What others made stale is not heard of until the log is back: %s", error)
                    is_away = True
                self._stopped.wait(PAUSE)

    def _begin(self, client: Any, reader: Reader) -> None:
        """Read what the log remembers. Whoever first sees another server, or an empty one, appends a gap."""
        run = str(client.info("server").get("run_id", ""))
        known = client.set(f"{self._key}:server", run, get=True)
        if known is None or known.decode() != run:
            self._add([to_json(GAP)], create=True)
        remembered = client.xrevrange(self._key, count=self._settings.history)
        if not remembered:
            self._add([to_json(GAP)], create=True)
            remembered = client.xrevrange(self._key, count=self._settings.history)
        position = _position(remembered[-1][0])
        reader.lose(position)
        for identifier, fields in reversed(remembered[:-1]):
            position = _position(identifier)
            reader.recall(position, _message(fields))
        self._position = position

    def _follow(self, client: Any, reader: Reader) -> None:
        """Read what is new."""
        count = max(1, min(_AT_ONCE, self._settings.history // 2))
        answer = client.xread({self._key: spell(self._position)}, count=count, block=int(BLOCK * 1000))
        entries: list[Any] = answer[0][1] if answer else []
        if len(entries) == count and self._is_cut(client):
            reader.lose(_position(entries[0][0]))
            logger.warning("What others made stale was forgotten before it was read.")
        for identifier, fields in entries:
            position = _position(identifier)
            reader.receive(position, _message(fields))
            self._position = position

    def _is_cut(self, client: Any) -> bool:
        """Tell whether the stream may have been cut beyond what was read of it."""
        oldest = client.xrange(self._key, count=1)
        return not oldest or _position(oldest[0][0]) > self._position


def _client(url: str, timeout: float) -> Any:
    return redis.Redis.from_url(  # pyright: ignore[reportUnknownMemberType]  # its options are untyped
        url,
        socket_connect_timeout=CONNECT,
        socket_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )


def _position(identifier: bytes) -> Position:
    return read_position(identifier.decode()) or NOWHERE


def _message(fields: dict[bytes, bytes]) -> Message:
    """Return a message; one that is none of ours counts as a gap."""
    try:
        message: Any = from_json(fields[_FIELD])
    except (KeyError, ValueError):
        return GAP
    return cast("Message", message) if isinstance(message, dict) else GAP
