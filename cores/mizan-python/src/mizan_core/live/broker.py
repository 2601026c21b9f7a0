"""What carries messages between the processes of an application, and where its log stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

from .positions import Position

Message: TypeAlias = Mapping[str, Any]
"""What travels, as JSON: `{"targets", "origin"?}`, `{"gap": true}`, or what a connection wants to watch."""

GAP: Message = {"gap": True}
"""What was published before may be lost."""


class Reader(Protocol):
    """Who reads a log, from one thread at a time."""

    def receive(self, position: Position, message: Message) -> None:
        """Take the next message."""
        ...

    def recall(self, position: Position, message: Message) -> None:
        """Take a message from before the reader began."""
        ...

    def lose(self, position: Position) -> None:
        """Take for unknown what was published before a position."""
        ...


class Broker(Protocol):
    """A log that all processes of an application write to and read."""

    @property
    def position(self) -> Position:
        """Up to where this process has read."""
        ...

    def start(self, reader: Reader) -> None:
        """Read from now on. Doing it again changes nothing."""
        ...

    def wait(self, seconds: float) -> bool:
        """Wait until reading has begun, no longer than this; tell whether it has."""
        ...

    def publish(self, message: Message) -> None:
        """Append a message. Never raises, and never takes long; what cannot be written becomes a gap later."""
        ...

    def send(self, message: Message) -> None:
        """Append a message that may be lost."""
        ...

    def close(self) -> None:
        """Write what waits, and stop reading."""
        ...
