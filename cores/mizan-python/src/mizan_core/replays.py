"""Calls that bear an `Idempotency-Key`: run once, and answered again as they were answered then."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias, cast

from pydantic_core import from_json, to_json

from .auth import Caller, identity_of
from .errors import BadRequest, IdempotencyMismatch, InProgress
from .idempotency import IdempotencyStore
from .invocation import Invocation, Steps
from .uploads import Upload

logger = logging.getLogger("mizan")

Files: TypeAlias = Mapping[str, Any] | Upload | None

_KEY = re.compile(r"[!-~]{1,64}", re.ASCII)
_PASSING = frozenset({401, 403, 429})
"""Statuses of failures that the same call need not meet again."""


class Remembered(NamedTuple):
    """An answer as it was given: its status, the headers of its own, its body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Answered(Exception):
    """The call was answered before."""

    def __init__(self, answer: Remembered) -> None:
        super().__init__()
        self.answer = answer


class Once:
    """One call under a key, from its claim to its answer.

    Args:
        store: where answers are kept.
        key: as the client sent it.
    """

    __slots__ = ("_claim", "_fingerprint", "_key", "_name", "_ran", "_store")

    def __init__(self, store: IdempotencyStore, key: str) -> None:
        self._store = store
        self._key = key
        self._name = ""
        self._fingerprint = ""
        self._claim: bytes | None = None
        """What stands in the store until the call is answered."""
        self._ran = False

    def begin(self, name: str, caller: Caller, body: bytes, files: Files) -> Steps[None]:
        """Claim the key for a caller who may call this function.

        Raises:
            Answered: the call was answered before.
            BadRequest: the key is none.
            InProgress: the call is running.
            IdempotencyMismatch: it was another call.
        """
        if not _KEY.fullmatch(self._key):
            raise BadRequest("An Idempotency-Key is 1 to 64 visible characters of ASCII.")
        self._name = _digest(to_json([identity_of(caller.user), name, self._key]))
        self._fingerprint = _fingerprint(body, files)
        claim = _written("running", self._fingerprint, secrets.token_hex(8))
        standing = yield from self._ask(lambda: self._store.claim(self._name, claim))
        if standing is None:
            self._claim = claim
            return
        (state, fingerprint, *rest), answer = _read(standing)
        if fingerprint != self._fingerprint:
            raise IdempotencyMismatch
        if state == "running":
            raise InProgress
        status, headers = rest
        raise Answered(Remembered(status, tuple((name, value) for name, value in headers), answer))

    def failed(self, failure: BaseException) -> BaseException:
        """Note that the function itself has failed, and not what comes before it. Return its failure."""
        self._ran = True
        return failure

    def succeeded(self, body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> Steps[None]:
        """Remember the answer of a function whose write is done, with headers of its own."""
        yield from self._remember(Remembered(200, headers, body))

    def settle(self, error: Exception, answer: Remembered) -> Steps[None]:
        """Remember a failure if it is the function's answer, and if not, let the call be made once more."""
        lasts = 400 <= answer.status < 500 and answer.status not in _PASSING and not isinstance(error, InProgress)
        if self._ran and lasts:
            yield from self._remember(answer)
        elif self._claim is not None:
            claim, self._claim = self._claim, None
            yield from self._tell(lambda: self._store.release(self._name, claim))

    def _remember(self, answer: Remembered) -> Steps[None]:
        if self._claim is not None:
            claim, self._claim = self._claim, None
            value = _written("answered", self._fingerprint, answer.status, answer.headers) + answer.body
            yield from self._tell(lambda: self._store.replace(self._name, claim, value))

    def _ask(self, work: Callable[[], bytes | None]) -> Steps[bytes | None]:
        if not self._store.may_block:
            return work()
        (outcome,) = yield (Invocation.of_work(work),)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def _tell(self, work: Callable[[], None]) -> Steps[None]:
        """Tell the store what has happened, which nothing that goes wrong there can undo."""
        try:
            yield from self._ask(work)
        except Exception:
            logger.exception("The answer to a call with an Idempotency-Key could not be kept.")


def _written(*head: Any) -> bytes:
    return to_json(head) + b"\n"


def _read(value: bytes) -> tuple[list[Any], bytes]:
    head, _, body = value.partition(b"\n")
    return from_json(head), body


def _fingerprint(body: bytes, files: Files) -> str:
    """Return what tells one call from another: its arguments and files, however they are spelt; not what is mounted."""
    if isinstance(files, Upload):
        body, parts = files.read()
        sent = [
            [name, part.filename, part.content_type, _digest(part.content)]
            for name in sorted(parts)
            for part in parts[name]
        ]
        return _digest(_arguments(body) + to_json(sent))
    return _digest(_arguments(body) + to_json(sorted(files or ())))


def _arguments(body: bytes) -> bytes:
    try:
        read = from_json(body)
    except ValueError:  # which is refused in a moment
        return body
    args = cast("dict[str, Any]", read).get("args", {}) if isinstance(read, dict) else read
    return json.dumps(args, sort_keys=True).encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
