"""Files, made by Django's upload handlers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, StopFutureHandlers, StopUpload
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters
from mizan_core.multipart import Part
from mizan_core.uploads import Upload


def upload(request: HttpRequest, body: bytes) -> Upload:
    """Return the multipart body of a request, unread; `request.FILES` holds its files once they are made."""
    limit = settings.DATA_UPLOAD_MAX_NUMBER_FILES
    max_files = len(body) if limit is None else limit
    return Upload(request.META["CONTENT_TYPE"], body, partial(_make, request, body), max_files)


def _make(request: Any, body: bytes, parts: Sequence[Part]) -> Sequence[Any]:
    """Hand parts to the upload handlers, as Django's own parser does; None stands for what they will not have."""
    handlers = request.upload_handlers
    for each in handlers:  # some decide by the length; what they might make of the whole body is not wanted
        each.handle_raw_input(BytesIO(body), request.META, len(body), b"", "utf-8")
    files = MultiValueDict[str, Any]()
    request._post, request._files = QueryDict(), files  # closed with the request
    made: list[Any] = [None] * len(parts)
    try:
        for index, part in enumerate(parts):
            made[index] = _made(handlers, part)
            if made[index] is not None:
                files.appendlist(part.name, made[index])
    except StopUpload:
        pass
    except BaseException:
        for each in handlers:
            each.upload_interrupted()
        raise
    any(each.upload_complete() for each in handlers)
    return made


def _made(handlers: Sequence[Any], part: Part) -> Any:
    try:
        _announce(handlers, part)
        sizes = [0] * len(handlers)
        step = min([len(part.content) or 1, *(each.chunk_size for each in handlers)])
        for start in range(0, len(part.content), step):
            _pass_on(handlers, sizes, part.content[start : start + step])
    except SkipFile:
        return None
    completed = (each.file_complete(size) for each, size in zip(handlers, sizes, strict=True))
    return next((file for file in completed if file), None)


def _announce(handlers: Sequence[Any], part: Part) -> None:
    kind, extra = _content_type(part)
    for each in handlers:
        try:
            each.new_file(part.name, part.filename, kind, len(part.content), extra.get("charset"), extra)
        except StopFutureHandlers:
            break


def _content_type(part: Part) -> tuple[str, dict[str, Any]]:
    try:
        kind, extra = parse_header_parameters(part.content_type)
    except ValueError:  # a charset that there is not
        return "", {}
    return kind, {name: value.encode() for name, value in extra.items()}


def _pass_on(handlers: Sequence[Any], sizes: list[int], piece: bytes) -> None:
    """Give every handler what the one before made of a piece."""
    chunk: bytes | None = piece
    for index, each in enumerate(handlers):
        if chunk is None:
            return
        size = len(chunk)
        chunk = each.receive_data_chunk(chunk, sizes[index])
        sizes[index] += size
