"""Every failure that a client can observe."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar, get_type_hints

from pydantic import TypeAdapter
from pydantic_core import to_json

from . import wire_types

logger = logging.getLogger("mizan")


class MizanError(Exception):
    """A failure that travels as `{"error": {"code", "message", "details"}}`.

    Subclass it for errors of your own: `code` in capitals, `status` from 400 to 499, and an annotation
    `details: SomeType` when there is more to say. Listed in `@client(raises=[…])` it reaches TypeScript
    as one variant of the function's error union.

    Args:
        message: one full sentence that a user may read; the first line of the class's docstring if left out.
        details: what `details` is annotated as; None without an annotation.
        headers: further response headers, such as `Retry-After`.
    """

    code: ClassVar[str] = "BAD_REQUEST"
    status: ClassVar[int] = 400
    details: Any

    def __init__(
        self, message: str | None = None, *, details: Any = None, headers: Mapping[str, str] | None = None
    ) -> None:
        self.message = message if message is not None else _first_line(type(self))
        self.details = details
        self.headers = dict(headers or {})
        super().__init__(self.message)


class BadRequest(MizanError):
    """The request could not be read."""


class Unauthenticated(MizanError):
    """Sign in first."""

    code = "UNAUTHENTICATED"
    status = 401


class _TokenRefused(MizanError):
    """The token is not to be believed."""

    status = 401

    def __init__(self, message: str | None = None, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message, headers={"www-authenticate": 'Bearer error="invalid_token"', **(headers or {})})


class TokenExpired(_TokenRefused):
    """The token has expired. Ask for a new one."""

    code = "TOKEN_EXPIRED"


class TokenInvalid(_TokenRefused):
    """The token is not valid here. Ask for a new one."""

    code = "TOKEN_INVALID"


class Forbidden(MizanError):
    """You may not do this."""

    code = "FORBIDDEN"
    status = 403


class CsrfFailed(MizanError):
    """The request comes from another origin."""

    code = "CSRF_FAILED"
    status = 403


class NotFound(MizanError):
    """There is nothing here."""

    code = "NOT_FOUND"
    status = 404


class MethodNotAllowed(MizanError):
    """This method is not allowed here."""

    code = "METHOD_NOT_ALLOWED"
    status = 405

    def __init__(self, message: str | None = None, *, allow: str) -> None:
        super().__init__(message, headers={"allow": allow})


class ClientOutdated(MizanError):
    """This page and the server are of different versions. Load the page again, in a minute if that does not help."""

    code = "CLIENT_OUTDATED"
    status = 409


class InProgress(MizanError):
    """The same call is still running. Wait for its answer."""

    code = "IN_PROGRESS"
    status = 409

    def __init__(self, message: str | None = None, *, details: Any = None) -> None:
        super().__init__(message, details=details, headers={"retry-after": "1"})


class IdempotencyMismatch(MizanError):
    """This Idempotency-Key was sent with other arguments before. Use a new one for a new call."""

    code = "IDEMPOTENCY_MISMATCH"
    status = 409


class PayloadTooLarge(MizanError):
    """The request is too large."""

    code = "PAYLOAD_TOO_LARGE"
    status = 413


class UnsupportedMediaType(MizanError):
    """Send application/json."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class ValidationFailed(MizanError):
    """Some arguments are missing or wrong."""

    code = "VALIDATION_ERROR"
    status = 422


class RateLimited(MizanError):
    """Too many requests."""

    code = "RATE_LIMITED"
    status = 429

    def __init__(self, message: str | None = None, *, retry_after: int, details: Any = None) -> None:
        """`retry_after` is in seconds."""
        super().__init__(message, details=details, headers={"retry-after": str(retry_after)})


class LiveUnavailable(MizanError):
    """This server cannot keep streams open, which live needs."""

    code = "LIVE_UNAVAILABLE"
    status = 501


class InternalError(MizanError):
    """Something went wrong on the server."""

    code = "INTERNAL_ERROR"
    status = 500


BUILT_IN: tuple[type[MizanError], ...] = (
    BadRequest,
    Unauthenticated,
    TokenExpired,
    TokenInvalid,
    Forbidden,
    CsrfFailed,
    NotFound,
    MethodNotAllowed,
    ClientOutdated,
    InProgress,
    IdempotencyMismatch,
    PayloadTooLarge,
    UnsupportedMediaType,
    ValidationFailed,
    RateLimited,
    InternalError,
    LiveUnavailable,
)
"""The closed set of codes that Mizan itself answers with (protocol, section 5)."""


def observable(error: BaseException, function: str | None = None) -> MizanError:
    """Return what a client may see of any failure; the unexpected is logged and becomes INTERNAL_ERROR."""
    if isinstance(error, MizanError):
        return error
    identifier = secrets.token_hex(8)
    logger.error("Unexpected error in %s, id %s", function or "a request", identifier, exc_info=error)
    return InternalError(details={"id": identifier})


def spelt(error: MizanError, function: str | None = None) -> tuple[MizanError, bytes]:
    """Return the error that is really answered, and its `{"code", "message", "details"}` as JSON.

    It is another than the one that went in only if `details` cannot be serialised, a mistake on the server.
    """
    try:
        return error, _json(error)
    except Exception as failure:  # details that are not what their annotation says
        substitute = observable(failure, function)
        return substitute, _json(substitute)


@cache
def details_type(error: type[MizanError]) -> Any:
    """Return what a subclass annotates `details` as; None (the type) when it does not."""
    hint = get_type_hints(error, include_extras=True).get("details", Any)
    return None if hint is Any else hint


@cache
def _write_details(error: type[MizanError]) -> Callable[[Any], bytes]:
    hint = details_type(error)
    if hint is None:
        return to_json
    adapter: TypeAdapter[Any] = TypeAdapter(hint)
    serializer = wire_types.serializer(adapter.core_schema)
    return lambda details: serializer.to_json(adapter.validate_python(details, from_attributes=True), by_alias=True)


def _json(error: MizanError) -> bytes:
    head = to_json({"code": error.code, "message": str(error.message)})  # Django's are translated only now
    return head[:-1] + b',"details":' + _write_details(type(error))(error.details) + b"}"


def _first_line(error: type[MizanError]) -> str:
    return (error.__doc__ or "The request failed.").strip().splitlines()[0]
