"""Django's own failures in Mizan's words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextvars import copy_context
from threading import Thread
from typing import Any

from django.core import exceptions, signals
from django.db import DataError, connections
from django.http import Http404, HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404
from mizan_core import errors
from mizan_core.codec import Detail
from mizan_core.errors import MizanError, ValidationFailed
from mizan_core.http import broken_off

logger = logging.getLogger("mizan")

_TYPES = {
    "required": "missing",
    "null": "missing",
    "blank": "missing",
    "max_length": "out_of_range",
    "min_length": "out_of_range",
    "max_value": "out_of_range",
    "min_value": "out_of_range",
    "max_digits": "out_of_range",
    "max_decimal_places": "out_of_range",
    "max_whole_digits": "out_of_range",
}
"""The protocol's types of Django's codes; the others are `invalid`."""


def translate(error: Exception, request: HttpRequest | None = None) -> Exception:
    """Return the MizanError that one of Django's exceptions stands for; any other exception as it is.

    What is unexpected is announced by Django's `got_request_exception`, as for a view that fails.
    """
    if isinstance(error, MizanError):
        return error
    for kinds, spell in _TRANSLATIONS:
        if isinstance(error, kinds):
            return spell(error)
    _announce(error, request)
    return error


def _announce(error: Exception, request: HttpRequest | None) -> None:
    """Tell receivers of what is unexpected, where they may block and wait: in an event loop that is another thread."""
    if _in_event_loop():
        thread = Thread(target=copy_context().run, args=(_announce_raised, error, request))
        thread.start()
        thread.join()
    else:
        signals.got_request_exception.send_robust(sender=None, request=request)


def _announce_raised(error: Exception, request: HttpRequest | None) -> None:
    traceback = error.__traceback__
    try:
        raise error  # receivers look for it where `except` finds it
    except Exception:
        _announce(error, request)
    finally:
        error.__traceback__ = traceback
        connections.close_all()


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def validation_failed(error: exceptions.ValidationError) -> ValidationFailed:
    """Return a ValidationError of forms or models in our form, its messages in the request's language."""
    return ValidationFailed("Some values are missing or wrong.", details=list(_details(error)))


def _details(error: exceptions.ValidationError) -> Iterator[Detail]:
    if hasattr(error, "error_dict"):
        for field, found in error.error_dict.items():
            path = [] if field == exceptions.NON_FIELD_ERRORS else [field]
            for each in found:
                yield _detail(each, path)
        return
    for each in error.error_list:
        yield _detail(each, [])


def _detail(error: exceptions.ValidationError, path: list[str]) -> Detail:
    code: Any = error.code
    return {"path": path, "type": _TYPES.get(code, "invalid"), "message": error.messages[0]}


def _text(error: Exception) -> str | None:
    return str(error) or None


def _refused_by_the_database(error: Exception) -> ValidationFailed:
    """Take it for what arguments hold more often than programs: a NUL in a text, a number out of range."""
    logger.warning("The database refuses a value.", exc_info=error)
    return ValidationFailed(details=[{"path": [], "type": "invalid", "message": "The database refuses a value"}])


_TRANSLATIONS: Sequence[tuple[type[Exception] | tuple[type[Exception], ...], Callable[[Any], MizanError]]] = (
    (exceptions.PermissionDenied, lambda error: errors.Forbidden(_text(error))),
    (Resolver404, lambda _: errors.NotFound()),  # its text is all of the project's URLs
    (Http404, lambda error: errors.NotFound(_text(error))),
    (exceptions.ValidationError, validation_failed),
    (DataError, _refused_by_the_database),
    (exceptions.RequestDataTooBig, lambda _: errors.PayloadTooLarge()),
    ((UnreadablePostError, exceptions.RequestAborted), lambda _: broken_off()),
    (exceptions.BadRequest, lambda error: errors.BadRequest(_text(error))),
    # The texts of these are for the log; the first is of a function that reads the request itself.
    ((MultiPartParserError, exceptions.SuspiciousOperation), lambda _: errors.BadRequest()),
)
"""Which of ours stands for which of Django's; the first that fits."""
