"""Where keys come from while a server runs: a file that the keys command changes, or another server's JWKS."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar, Protocol, cast
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from .keys import SigningKey, SigningKeys

logger = logging.getLogger("mizan")

LOOK = 1.0
"""Seconds after which a file is looked at again."""
PAUSE = 30.0
"""Seconds between two requests for keys, however many unknown ones are named meanwhile."""
LASTS = 300.0
"""Seconds for which published keys are taken for the present ones, as their `Cache-Control` says."""

_TIMEOUT = 5.0
_LARGEST = 64 * 1024


class Keys(Protocol):
    """What signs and verifies."""

    may_block: ClassVar[bool]
    """Whether to find a key may wait for something, so that it is done where it holds nobody up."""

    def find(self, kid: str) -> SigningKey | None:
        """Return the key of an id."""
        ...

    @property
    def signing(self) -> SigningKey:
        """The key that signs.

        Raises:
            ValueError: there is none.
        """
        ...

    def jwks(self) -> dict[str, Any]:
        """Return the public keys, as they are published."""
        ...


class FileKeys:
    """The keys of a file, read anew when it changes: rotating them needs no restart.

    Args:
        path: as `python -m mizan_core keys` writes it.
        now: tells how time passes.

    Raises:
        ValueError: it holds no keys of ours.
        OSError: it cannot be read.
    """

    may_block: ClassVar[bool] = False

    def __init__(self, path: str | os.PathLike[str], *, now: Callable[[], float] = time.monotonic) -> None:
        self._path = Path(path)
        self._now = now
        self._version = self._look()
        self._keys = SigningKeys.load(self._path)
        self._looked = now()

    def find(self, kid: str) -> SigningKey | None:
        return self._current().find(kid)

    @property
    def signing(self) -> SigningKey:
        return self._current().signing

    def jwks(self) -> dict[str, Any]:
        return self._current().jwks()

    def _current(self) -> SigningKeys:
        now = self._now()
        if now - self._looked >= LOOK:
            self._looked = now
            try:
                version = self._look()
                if version != self._version:
                    self._keys, self._version = SigningKeys.load(self._path), version
            except (OSError, ValueError):
                logger.exception("The signing keys could not be read again: those from before are used.")
        return self._keys

    def _look(self) -> tuple[int, int, int]:
        status = self._path.stat()
        return status.st_ino, status.st_size, status.st_mtime_ns


class RemoteKeys:
    """The public keys of another server, fetched from its `/.well-known/mizan-jwks.json` and nowhere else.

    A token of an unknown key has them fetched again, at most every 30 seconds; so does the first after five minutes,
    so that keys which were removed are honoured no longer. While they cannot be fetched, those from before are used.

    Args:
        url: where they are; https, or the same machine.
        fetch: returns what stands there, in place of the standard library's own client.
        now: tells how time passes.

    Raises:
        ValueError: the URL is neither.
    """

    may_block: ClassVar[bool] = True

    def __init__(
        self,
        url: str,
        *,
        fetch: Callable[[str], bytes] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(url)
        is_local = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
        if parts.scheme != "https" and not is_local:
            raise ValueError(f"{url} is no URL for keys: whoever is on the way could put his own there. Use https.")
        self._url = url
        self._fetch = fetch or _fetched
        self._now = now
        self._keys = SigningKeys({}, None)
        self._asked = float("-inf")
        self._lock = Lock()

    def find(self, kid: str) -> SigningKey | None:
        if self._is_due(kid):
            with self._lock:
                if self._is_due(kid):  # nobody has asked while we waited
                    self._renew()
        return self._keys.find(kid)

    @property
    def signing(self) -> SigningKey:
        raise ValueError("another server's keys verify, and do not sign")

    def jwks(self) -> dict[str, Any]:
        return {"keys": []}  # they are the other server's to publish

    def _is_due(self, kid: str) -> bool:
        age = self._now() - self._asked
        return age >= LASTS or (age >= PAUSE and self._keys.find(kid) is None)

    def _renew(self) -> None:
        try:
            self._keys = _read(self._fetch(self._url))
        except Exception:
            logger.exception("The keys at %s could not be fetched: those from before are used.", self._url)
        self._asked = self._now()


def _read(raw: bytes) -> SigningKeys:
    """Read a JWKS. Keys of other kinds are passed over; of a private half nothing is taken."""
    found = cast(list[dict[str, Any]], json.loads(raw)["keys"])
    ours = [each for each in found if (each.get("kty"), each.get("crv")) == ("OKP", "Ed25519")]
    return SigningKeys(SigningKeys.of(SigningKey.read({**each, "d": None}) for each in ours).keys, None)


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: Any) -> None:  # noqa: ARG002  # as overridden
        return None


def _fetched(url: str) -> bytes:
    request = Request(url, headers={"accept": "application/json"})
    with build_opener(_NoRedirect).open(request, timeout=_TIMEOUT) as answer:
        raw = answer.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise ValueError(f"longer than {_LARGEST} bytes")
    return raw
