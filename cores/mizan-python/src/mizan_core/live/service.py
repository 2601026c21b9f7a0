"""Live for one registry: what is published goes to the log, what is read there goes to those who watch."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json

from ..auth import audience_of
from ..client.targets import Target
from ..compiled import Compiled
from ..errors import NotFound
from . import wishes
from .broker import GAP, Broker, Message
from .facts import Fact, fact_of
from .hub import Hub, Watching
from .memory import MemoryBroker
from .positions import Position
from .settings import Live
from .stream import Stream
from .topics import Topics

if TYPE_CHECKING:
    from ..registry import Registry

logger = logging.getLogger("mizan")

MAX_ORIGIN = 64
"""Characters by which a client may name itself (protocol, section 12)."""


class Service:
    """What a backend serves live with. Publishing works at once; reading begins with `start`."""

    def __init__(self, registry: Registry, settings: Live) -> None:
        self.settings = settings
        self.hub = Hub(settings)
        self._registry = registry
        self._broker = _broker(settings)
        self._topics: Topics | None = None
        self._secret: bytes | None = None
        self._made_for: Mapping[str, Compiled] | None = None
        self._made: Mapping[str, str] = {}
        self._stop = registry.bus.relay(self.publish)

    @property
    def topics(self) -> Topics:
        """What says who may watch what."""
        if self._topics is None:
            self.sign_by(None)
        assert self._topics is not None
        return self._topics

    def sign_by(self, secret: bytes | None) -> None:
        """Sign topics by a secret; None for one of this process alone, unless there is one already."""
        if self._topics is None or (secret is not None and secret != self._secret):
            self._secret = secret
            self._topics = Topics(secret or secrets.token_bytes(32), lambda: self._broker.position)

    def publish(self, targets: Sequence[Target], origin: str | None = None) -> None:
        """Tell every process what became stale."""
        try:
            message: dict[str, Any] = {"targets": from_json(to_json([each.to_wire() for each in targets]))}
        except ValueError:  # a param that is no JSON, named by hand
            self._broker.publish(GAP)
            return
        if origin is not None:
            message["origin"] = origin
        self._broker.publish(message)

    def start(self, seconds: float = 0.0) -> None:
        """Begin to read, and wait for that so long at most. Doing it again costs nothing."""
        self._broker.start(self)
        if seconds:
            self._broker.wait(seconds)

    def open(self, user: Any, address: str) -> Stream:
        """Open a stream for a user at an address, in this event loop.

        Raises:
            RateLimited: there are too many already.
        """
        self.start()
        return Stream(self.hub, self.settings, audience_of(user), address)

    def watch(self, identifier: str, body: bytes, user: Any) -> None:
        """Let a connection, here or in another process, watch what a message names.

        Raises:
            BadRequest: the body is not JSON as the protocol wants it.
            ValidationFailed: it says something else.
        """
        asked, audience = wishes.read_asked(body), audience_of(user)
        judged = self._judge(asked, audience)
        connection = self.hub.find(identifier)
        if connection is None:
            self._broker.send({"connection": identifier, **wishes.to_message(asked, judged)})
        elif connection.audience == audience:
            self.hub.watch(connection, judged)
        else:
            self.hub.watch(connection, wishes.refuse_all(judged))

    def check(self, identifier: str) -> None:
        """Raise NotFound if there is no such connection, as far as one process can know."""
        if not self.settings.is_shared and self.hub.find(identifier) is None:
            raise NotFound("There is no such live connection: open a stream, and use the name that it begins with.")

    def close(self) -> None:
        """End every stream, write what waits to be written, and stop reading."""
        self._stop()
        self.hub.end_all()
        self._broker.close()

    def receive(self, position: Position, message: Message) -> None:
        """Take what somebody published."""
        try:
            if "targets" in message:
                self.hub.receive(position, self._facts(message), message.get("origin"))
            elif "connection" in message:
                self.hub.advance(position)
                self._apply(message)
            else:
                self.hub.lose(position)
        except Exception:  # from another version, say: nobody may stop listening because of it
            logger.exception("A message was not understood, and counts as a gap.")
            self.hub.lose(position)

    def recall(self, position: Position, message: Message) -> None:
        """Take what was published before this process began to read."""
        if "connection" in message:
            self.hub.advance(position)
            return
        try:
            self.hub.recall(position, self._facts(message))
        except Exception:  # a gap, or as above
            self.hub.lose(position)

    def lose(self, position: Position) -> None:
        """Take for unknown what was published before."""
        self.hub.lose(position)

    def _apply(self, message: Message) -> None:
        connection = self.hub.find(message["connection"])
        if connection is None:
            return
        asked: Any = message
        judged = self._judge(asked, connection.audience)
        judged.refused.extend(wishes.refused_before(message))
        self.hub.watch(connection, judged)

    def _judge(self, asked: wishes.Asked, audience: str | None) -> Watching:
        return wishes.judge(asked, self.topics, self._registry.contexts, audience, self.settings.watches)

    def _facts(self, message: Message) -> list[Fact]:
        contexts = self._contexts(self._registry.functions)
        found = (fact_of(each, contexts) for each in message["targets"])
        return [each for each in found if each is not None]

    def _contexts(self, functions: Mapping[str, Compiled]) -> Mapping[str, str]:
        """Return the contexts of queries by name; made anew when the registry was opened once more."""
        if self._made_for is not functions:
            self._made_for = functions
            self._made = {each.name: each.context for each in functions.values() if each.context is not None}
        return self._made


def _broker(settings: Live) -> Broker:
    if not settings.is_shared:
        return MemoryBroker()
    from .redis import RedisBroker  # an extra

    return RedisBroker(settings)


def origin_of(header: str | None) -> str | None:
    """Return what a client calls itself in `Mizan-Origin`; None where that is nothing, or no name."""
    return header if header and len(header) <= MAX_ORIGIN and header.isascii() and header.isprintable() else None
