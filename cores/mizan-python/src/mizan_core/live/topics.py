"""Topics: what an identity has read just now and may therefore watch, signed so that nobody has to look it up."""

from __future__ import annotations

import hmac
import json
import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from .. import canonical
from ..auth import audience_of
from ..secrets import derive, encode
from .positions import Position, read_position, spell

_REMEMBERED = 10_000
"""Signatures that are kept, since the same instances are read again and again."""

_TOPIC = re.compile(r"([0-9-]{3,39})\.(0|[1-9][0-9]{0,5})\.([A-Za-z0-9_-]{22})", re.ASCII)

_SHORT = 256
"""Bytes of params whose signature is kept: others could fill the memory."""

_DAY = 24 * 60 * 60


class Topics:
    """Writes and reads topics, `<position>.<day>.<mac>`.

    Args:
        secret: what the key is derived from; the same in all processes of an application.
        position: tells where the log of what became stale stands.
        now: tells the time, in seconds since 1970.
    """

    def __init__(self, secret: bytes, position: Callable[[], Position], now: Callable[[], float] = time.time) -> None:
        self._key = derive(secret, "live-topic")
        self._position = position
        self._now = now
        self._remembered = lru_cache(_REMEMBERED)(self._signed)

    def mark(self) -> str:
        """Return where the log stands: to be asked before the queries run whose answer is going to be watched."""
        return spell(self._position())

    def member(self, mark: str, context: str, params: bytes, user: Any) -> bytes:
        """Return the member `,"topic":"…"` of a bundle; nothing for users who cannot be told apart.

        Args:
            mark: what `mark` said before the bundle was read.
            context: the bundle's context.
            params: its canonical params.
            user: for whom it was read.
        """
        audience = audience_of(user)
        if audience is None:
            return b""
        day = self._today()
        return b',"topic":"%b"' % f"{mark}.{day}.{self._sign(context, params, audience, day)}".encode()

    def read(self, topic: str, context: str, params: bytes, audience: str | None) -> Position | None:
        """Return the position of a topic of today or yesterday, or None if it was not given to this audience."""
        match = _TOPIC.fullmatch(topic)
        if match is None or audience is None:
            return None
        position, day, mac = match.groups()
        if self._today() - int(day) not in (0, 1):
            return None
        if not hmac.compare_digest(self._sign(context, params, audience, int(day)), mac):
            return None
        return read_position(position)

    def _sign(self, context: str, params: bytes, audience: str, day: int) -> str:
        sign = self._remembered if len(params) <= _SHORT else self._signed
        return sign(context, params, audience, day)

    def _signed(self, context: str, params: bytes, audience: str, day: int) -> str:
        who = json.dumps(audience, ensure_ascii=False).encode("utf-8", "replace")
        signed = b'["%b",%b,%b,%d]' % (context.encode(), params, who, day)  # canonical JSON, as its parts are
        return encode(hmac.digest(self._key, signed, "sha256")[:16])

    def _today(self) -> int:
        return int(self._now() // _DAY)


def spelt(params: bytes) -> bytes | None:
    """Return the canonical spelling of params that are JSON in any spelling; None where there is none."""
    try:
        return canonical.dumps(from_json(params))
    except canonical.NotCanonical:
        return None
