"""The files of a call: from the parts of a multipart body to what the framework gives its functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from pydantic_core import from_json

from .codec import Detail
from .compiled import Compiled
from .errors import BadRequest, UnsupportedMediaType, ValidationFailed
from .invocation import Invocation, Steps
from .multipart import MAX_PARTS, Part, read_parts
from .parameters import Parameter
from .signatures import base_type

_TEXTS = ("args", "mounted")


class Upload(NamedTuple):
    """A multipart body that nobody has read yet.

    Attributes:
        content_type: as the request has it.
        body: all of it.
        make: what the framework makes of parts, None for one that it will not have; may block.
        max_files: how many there may be.
    """

    content_type: str
    body: bytes
    make: Callable[[Sequence[Part]], Sequence[Any]]
    max_files: int = MAX_PARTS

    def read(self) -> tuple[bytes, dict[str, list[Part]]]:
        """Return the JSON parts as the JSON body of a call would hold them, and the others by name.

        Raises:
            BadRequest: the body, or a JSON part, cannot be read.
        """
        texts: dict[str, bytes] = {}
        others: dict[str, list[Part]] = {}
        for part in read_parts(self.content_type, self.body, self.max_files):
            if part.name in _TEXTS:
                texts[part.name] = part.content
            else:
                others.setdefault(part.name, []).append(part)
        return _joined(texts), others


def read_with_files(
    compiled: Compiled, body: bytes, files: Mapping[str, Any] | Upload | None
) -> Steps[tuple[dict[str, Any], list[Any]]]:
    """Return the arguments of a call, files among them, and what the client says is mounted.

    Raises:
        UnsupportedMediaType: the function takes none.
        BadRequest: the body, or a JSON part of it, cannot be read.
        ValidationFailed: arguments or files are missing or wrong.
    """
    parameters = compiled.signature.files
    if not parameters:
        raise UnsupportedMediaType("This function takes no files: send application/json.")
    if not isinstance(files, Upload):
        arguments, mounted = compiled.body.read(body)
        _check(files or {}, parameters)
        return {**arguments, **(files or {})}, mounted
    text, parts = files.read()
    arguments, mounted = compiled.body.read(text)
    _check(parts, parameters)
    made = yield from _make(files, parts)
    _check(made, parameters)  # the framework may not have wanted one
    lists = {each.name for each in parameters if _is_list(each)}
    return {**arguments, **{name: each if name in lists else each[0] for name, each in made.items()}}, mounted


def _check(sent: Mapping[str, Any], parameters: Sequence[Parameter]) -> None:
    """Refuse files that no parameter is named after, and parameters without their file."""
    known = {each.name for each in parameters}
    details = [
        _mistake(name, "unexpected", "There is no file parameter of that name") for name in sent if name not in known
    ]
    details += [detail for each in parameters for detail in _mistakes(each, sent.get(each.name))]
    if details:
        raise ValidationFailed(details=details)


def _make(upload: Upload, parts: Mapping[str, list[Part]]) -> Steps[dict[str, list[Any]]]:
    """Let the framework make files of the parts, and return those that it made."""
    if not parts:
        return {}
    (outcome,) = yield (Invocation.of_work(lambda: upload.make([part for name in parts for part in parts[name]])),)
    if isinstance(outcome, BaseException):
        raise outcome
    made = iter(outcome)
    files = {name: [file for _ in parts[name] if (file := next(made)) is not None] for name in parts}
    return {name: each for name, each in files.items() if each}


def _joined(texts: Mapping[str, bytes]) -> bytes:
    for name, text in texts.items():
        try:
            from_json(text)
        except ValueError:  # it could reach into its neighbour
            raise BadRequest(f"The part {name!r} is not valid JSON.") from None
    return b"{" + b",".join(b'"%b":%b' % (name.encode(), text) for name, text in texts.items()) + b"}"


def _mistakes(parameter: Parameter, sent: Any) -> list[Detail]:
    if sent is None:
        return [_mistake(parameter.name, "missing", "File required")] if parameter.required else []
    several = cast(list[Any], sent) if isinstance(sent, list) else [sent]
    if any(isinstance(each, Part) and each.filename is None for each in several):
        return [_mistake(parameter.name, "wrong_type", "A file is wanted")]
    if len(several) > 1 and not _is_list(parameter):
        return [_mistake(parameter.name, "out_of_range", "One file is wanted")]
    return []


def _is_list(parameter: Parameter) -> bool:
    return getattr(base_type(parameter.annotation), "__origin__", None) is list


def _mistake(name: str, kind: str, message: str) -> Detail:
    return {"path": [name], "type": kind, "message": message}
