"""Who watches what in this process, and what waits for whom. No I/O: whoever waits is woken, and asks."""

from __future__ import annotations

import secrets
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..errors import RateLimited
from . import events
from .events import Named
from .facts import EVERYTHING, Fact, Wish
from .history import History
from .instances import Instance, Instances
from .positions import Position
from .settings import Live

MAX_BYTES = 1024 * 1024
"""What waits for one connection may be this long, save a single event; and so may the params that it watches."""

RETRY_AFTER = 10


class Connection:
    """One open stream: what it watches, and what waits to be sent.

    Attributes:
        id: its name, which nobody can guess.
        audience: who opened it; None for somebody who cannot be told apart, and who may watch nothing.
    """

    def __init__(self, audience: str | None, place: str, wake: Callable[[], None], limit: int) -> None:
        self.id = secrets.token_urlsafe(24)
        self.audience = audience
        self.place = place
        self.watched: dict[tuple[str, bytes], Instance[Connection]] = {}
        self.watched_bytes = 0
        self.ended = False
        self._wake = wake
        self._limit = limit
        self._events: deque[bytes] = deque([events.ready(self.id)])
        self._size = 0

    def put(self, event: bytes) -> None:
        """Let an event wait to be sent; when too many do, all of them become one gap."""
        if len(self._events) >= self._limit or (self._events and self._size + len(event) > MAX_BYTES):
            self._events.clear()
            self._size = 0
            event = events.GAP
        self._events.append(event)
        self._size += len(event)
        if len(self._events) == 1:
            self._wake()

    def end(self) -> None:
        """Let the stream end."""
        self.ended = True
        self._wake()

    def take(self) -> bytes:
        """Return all that waits, and forget it."""
        taken = b"".join(self._events)
        self._events.clear()
        self._size = 0
        return taken


class Watching(NamedTuple):
    """What one message asks for."""

    watch: list[tuple[Wish, Position]]
    """What to watch, and where the log stood when it was read."""
    refused: list[Named]
    unwatch: list[Named]


class Hub:
    """The connections of one process. Every method may be called from any thread."""

    def __init__(self, limits: Live) -> None:
        self._limits = limits
        self._connections: dict[str, Connection] = {}
        self._by_place: Counter[str] = Counter()
        self._instances: Instances[Connection] = Instances()
        self._history = History(limits.history)
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._connections)

    @property
    def instances(self) -> int:
        """How many instances are watched."""
        return len(self._instances)

    def open(self, audience: str | None, address: str, wake: Callable[[], None]) -> Connection:
        """Open a connection; `wake` is called when something waits to be sent.

        Raises:
            RateLimited: this user, or this address of somebody who is nobody, has too many.
        """
        place = f"user {audience}" if audience else f"address {address}"
        with self._lock:
            if self._by_place[place] >= self._limits.connections:
                raise RateLimited(
                    f"There are {self._limits.connections} live connections already: close some.",
                    retry_after=RETRY_AFTER,
                )
            connection = Connection(audience, place, wake, self._limits.pending)
            self._by_place[place] += 1
            self._connections[connection.id] = connection
        return connection

    def close(self, connection: Connection) -> None:
        """Forget a connection and all that it watched."""
        with self._lock:
            if self._connections.pop(connection.id, None) is None:
                return
            for instance in connection.watched.values():
                self._instances.remove(instance, connection)
            connection.watched.clear()
            connection.take()
            self._by_place[connection.place] -= 1
            if not self._by_place[connection.place]:
                del self._by_place[connection.place]

    def take(self, connection: Connection) -> bytes:
        """Return all that waits for a connection, and forget it."""
        with self._lock:
            return connection.take()

    def find(self, identifier: str) -> Connection | None:
        """Return an open connection."""
        return self._connections.get(identifier)

    def watch(self, connection: Connection, asked: Watching) -> None:
        """Watch, and say so; then tell of those to which something happened since they were read."""
        with self._lock:
            if connection.id not in self._connections:
                return
            for each in asked.unwatch:
                instance = connection.watched.pop((each.context, each.params), None)
                if instance is not None:
                    self._instances.remove(instance, connection)
                    connection.watched_bytes -= len(each.params)
            refused = [*asked.refused]
            watched: list[Wish] = []
            missed: list[Instance[Connection]] = []
            for wish, since in asked.watch:
                key = (wish.context, wish.params)
                if key not in connection.watched:
                    if not self._has_room(connection, wish):
                        refused.append(Named(*key))
                        continue
                    connection.watched[key] = self._instances.add(wish, connection)
                    connection.watched_bytes += len(wish.params)
                watched.append(wish)
                if not self._history.is_quiet(wish, since):
                    missed.append(connection.watched[key])
            connection.put(events.watching([Named(each.context, each.params) for each in watched], refused))
            if missed:
                connection.put(events.stale(self._history.head, [each.name for each in missed]))

    def _has_room(self, connection: Connection, wish: Wish) -> bool:
        if len(connection.watched) >= self._limits.watches:
            return False
        return connection.watched_bytes + len(wish.params) <= MAX_BYTES

    def receive(self, position: Position, facts: Sequence[Fact], origin: str | None) -> None:
        """Note what became stale, and tell those who watch it."""
        with self._lock:
            told: dict[Connection, dict[bytes, None]] = {}
            for fact in facts:
                self._history.note(position, fact)
                for instance in self._instances.matching(fact):
                    target = events.ALL if fact is EVERYTHING else instance.target(fact)
                    for connection in instance.watchers:
                        told.setdefault(connection, {})[target] = None
            self._history.advance(position)
            for connection, targets in told.items():
                whole = events.ALL in targets
                connection.put(events.stale(position, (events.ALL,) if whole else targets, origin))

    def recall(self, position: Position, facts: Sequence[Fact]) -> None:
        """Note what became stale before anybody watched here."""
        with self._lock:
            for fact in facts:
                self._history.note(position, fact)
            self._history.advance(position)

    def advance(self, position: Position) -> None:
        """Note that nothing became stale up to a position."""
        with self._lock:
            self._history.advance(position)

    def lose(self, position: Position) -> None:
        """Take for unknown what happened before a position, and say so to everybody who watches something."""
        with self._lock:
            self._history.begin(position)
            for connection in self._connections.values():
                if connection.watched:
                    connection.put(events.GAP)

    def end_all(self) -> None:
        """Let every stream end."""
        for connection in list(self._connections.values()):
            connection.end()
