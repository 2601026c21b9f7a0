"""FastAPI's own failures in Mizan's words, and handlers that answer a project's other routes alike."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from mizan_core.codec import detail
from mizan_core.dispatch import failure
from mizan_core.errors import BUILT_IN, MizanError, ValidationFailed
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_BY_STATUS: Mapping[int, str] = {each.status: each.code for each in reversed(BUILT_IN) if each.status not in (409, 501)}
"""Those of 409 and 501 say what nobody but Mizan can know."""


class FromFramework(MizanError):
    """The request failed."""

    def __init__(self, error: HTTPException) -> None:
        detail: Any = error.detail
        is_text = isinstance(detail, str)
        super().__init__(
            detail if is_text else None,
            details=None if is_text else detail,
            headers=error.headers,
        )
        self.status = error.status_code  # pyright: ignore[reportAttributeAccessIssue]  # known only now
        self.code = code_of(error.status_code)  # pyright: ignore[reportAttributeAccessIssue]  # known only now


def code_of(status: int) -> str:
    """Return our code for an HTTP status: a built-in one, else the status's own name."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    try:
        return HTTPStatus(status).name
    except ValueError:
        return "BAD_REQUEST" if status < 500 else "INTERNAL_ERROR"


def translate(error: Exception) -> Exception:
    """Return the MizanError that a framework's exception stands for; any other exception as it is.

    An HTTPException whose status says that nothing failed is a mistake in the function that raised it.
    """
    if isinstance(error, HTTPException) and _is_failure(error):
        return FromFramework(error)
    if isinstance(error, RequestValidationError):
        return validation_failed(error.errors())
    return error


def _is_failure(error: HTTPException) -> bool:
    return 400 <= error.status_code <= 599


def validation_failed(errors: Any) -> ValidationFailed:
    """Return FastAPI's list of errors in our form, without the values it echoes."""
    return ValidationFailed("Some values are missing or wrong.", details=[detail(each) for each in errors])


async def mizan_exception_handler(request: Request, error: Exception) -> Response:
    """Answer a MizanError, or an HTTPException, with the envelope.

    For routes of your own: `app.add_exception_handler(MizanError, mizan_exception_handler)`. An HTTPException whose
    status is no error, a redirect say, is answered as FastAPI would.
    """
    if isinstance(error, HTTPException) and not _is_failure(error):
        return await http_exception_handler(request, error)
    reply = failure(translate(error), request.url.path)
    return Response(reply.body, reply.status, dict(reply.headers))


async def mizan_validation_handler(request: Request, error: Exception) -> Response:
    """Answer FastAPI's validation errors with the envelope.

    For routes of your own: `app.add_exception_handler(RequestValidationError, mizan_validation_handler)`.
    """
    return await mizan_exception_handler(request, error)
