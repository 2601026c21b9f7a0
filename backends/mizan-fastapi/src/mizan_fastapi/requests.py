"""What came in over ASGI: headers, query string and body, read strictly and within limits."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any, TypeAlias
from urllib.parse import unquote_to_bytes

from mizan_core.errors import BadRequest, PayloadTooLarge, UnsupportedMediaType, ValidationFailed
from mizan_core.parameters import Parameter
from mizan_core.signatures import base_type
from pydantic_core import from_json
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Receive, Scope

MAX_PARTS = 100
"""Parts of one multipart body."""

_DRAINED = 8
"""How many times the limit is read and thrown away, so that a client that still sends reads our answer."""


Head: TypeAlias = Mapping[bytes, bytes]
"""The request headers by lower-case name; of repeated ones the first."""


def read_head(scope: Scope) -> Head:
    return dict([*scope["headers"]][::-1])


def is_json(head: Head) -> bool:
    """Tell whether the content type is `application/json`, in UTF-8 if it names an encoding."""
    if head.get(b"content-type") == b"application/json":
        return True
    kind, _, parameters = head.get(b"content-type", b"").lower().partition(b";")
    return kind.strip() == b"application/json" and parameters.strip() in (b"", b"charset=utf-8", b'charset="utf-8"')


def is_multipart(head: Head) -> bool:
    return head.get(b"content-type", b"").lower().partition(b";")[0].strip() == b"multipart/form-data"


def check_json(head: Head) -> None:
    """Raise UnsupportedMediaType unless the body is declared as JSON in UTF-8."""
    if not is_json(head):
        raise UnsupportedMediaType


async def read_body(head: Head, receive: Receive, limit: int) -> bytes:
    """Return the whole body.

    Raises:
        PayloadTooLarge: it is longer than `limit` bytes.
        BadRequest: the client went away, so that nobody reads this.
    """
    declared = _declared_length(head)
    if declared > limit * _DRAINED:
        raise too_large(limit)
    parts: list[bytes] = []
    size, more = 0, True
    while more and size <= limit * _DRAINED:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest("The request broke off before its end.")
        part: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(part)
        if size <= limit:
            parts.append(part)
    if max(size, declared) > limit:
        raise too_large(limit)
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def read_multipart(scope: Scope, head: Head, receive: Receive, limit: int) -> FormData:
    """Return the parts of a multipart body; close it after use.

    Raises:
        PayloadTooLarge: it is longer than `limit` bytes.
        BadRequest: it is not multipart as declared, has too many parts, or the client went away.
    """
    body = await read_body(head, receive, limit)

    async def chunks() -> AsyncGenerator[bytes]:
        yield body
        yield b""

    parser = _Parser(Headers(scope=scope), chunks(), max_files=MAX_PARTS, max_fields=MAX_PARTS, max_part_size=limit)
    try:
        return await parser.parse()
    except (MultiPartException, KeyError, ValueError):
        raise BadRequest("The multipart body cannot be read.") from None


async def split_form(form: FormData, files: tuple[Parameter, ...]) -> tuple[bytes, dict[str, Any]]:
    """Return the JSON parts as the body of a call, and the files by parameter name.

    Raises:
        ValidationFailed: a file parameter holds text, or several files where one is wanted.
    """
    parts: list[bytes] = []
    found: dict[str, Any] = {}
    known = {each.name: each for each in files}
    for name in dict.fromkeys(form.keys()):
        values = form.getlist(name)
        if name in ("args", "mounted"):
            parts.append(b'"%b":%b' % (name.encode(), await _json_part(name, values[-1])))
        else:
            found[name] = _files(name, values, known.get(name))
    return b"{" + b",".join(parts) + b"}", found


def read_query(query: bytes) -> tuple[bytes | None, tuple[str, ...] | None]:
    """Return `params`, raw, and the names in `only`; None for what is absent.

    Raises:
        BadRequest: another key, or one twice.
    """
    if not query:
        return None, None
    values: dict[bytes, bytes] = {}
    for pair in query.split(b"&"):
        key, equals, value = pair.partition(b"=")
        if key not in (b"params", b"only") or not equals:
            raise BadRequest("The query string may hold params=… and only=…, nothing else.")
        if key in values:
            raise BadRequest(f"The query string holds {key.decode()} twice.")
        values[key] = unquote_to_bytes(value.replace(b"+", b" "))
    only = values.get(b"only")
    return values.get(b"params"), None if only is None else tuple(only.decode("utf-8", "replace").split(","))


def takes_many(parameter: Parameter) -> bool:
    """Tell whether a file parameter is a list."""
    return getattr(base_type(parameter.annotation), "__origin__", None) is list


def too_large(limit: int) -> PayloadTooLarge:
    mebibytes, rest = divmod(limit, 1024 * 1024)
    amount = f"{limit} bytes" if rest else f"{mebibytes} MiB"
    return PayloadTooLarge(f"The request is larger than {amount}.", details={"limit": limit})


def _declared_length(head: Head) -> int:
    length = head.get(b"content-length", b"")
    return int(length[:20]) if length.isdigit() else 0  # more digits say no more, and Python reads 4,300 at most


async def _json_part(name: str, value: UploadFile | str) -> bytes:
    """Browsers send a JSON part as a Blob, which arrives like a file."""
    text = value.encode() if isinstance(value, str) else await value.read()
    try:
        from_json(text)  # one JSON text by itself, so that it cannot reach into its neighbours
    except ValueError:
        raise BadRequest(f"The part {name!r} is not valid JSON.") from None
    return text


class _Parser(MultiPartParser):
    """Starlette's parser, which would take a body that breaks off for a whole one, and text for other than UTF-8."""

    _ended = False

    def on_part_begin(self) -> None:
        self._charset = "utf-8"
        super().on_part_begin()

    def on_part_end(self) -> None:
        part = self._current_part
        if part.file is None:
            try:
                part.data.decode()
            except UnicodeDecodeError:
                raise MultiPartException("A text part is not UTF-8.") from None
        super().on_part_end()

    def on_end(self) -> None:
        self._ended = True

    async def parse(self) -> FormData:
        form = await super().parse()
        if not self._ended:
            for file in self._files_to_close_on_error:
                file.close()
            raise MultiPartException("The last boundary is missing.")
        return form


def _files(name: str, values: list[Any], parameter: Parameter | None) -> Any:
    if parameter is None:
        return values
    if any(isinstance(each, str) for each in values):
        raise ValidationFailed(details=[{"path": [name], "type": "wrong_type", "message": "A file is wanted"}])
    if takes_many(parameter):
        return values
    if len(values) > 1:
        raise ValidationFailed(details=[{"path": [name], "type": "out_of_range", "message": "One file is wanted"}])
    return values[0]
