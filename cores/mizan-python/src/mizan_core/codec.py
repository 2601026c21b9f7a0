"""Values to JSON bytes and back, with validators compiled once per function or context."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal, NotRequired, Required, TypeAlias, cast, get_origin

from annotated_types import MinLen
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, SchemaValidator, core_schema, to_json
from typing_extensions import TypedDict

from . import strict_json, wire_types
from .errors import BadRequest, MizanError, ValidationFailed
from .parameters import Parameter
from .signatures import base_type

Detail: TypeAlias = dict[str, Any]
DetailType = Literal["missing", "unexpected", "wrong_type", "out_of_range", "invalid"]

MAX_DETAILS = 100
"""How many mistakes one answer names; a hostile body could hold a million."""


class BodyCodec:
    """Reads `{"args": {…}, "mounted": […]}` and hands out validated keyword arguments."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        parameters = tuple(parameters)
        optional = all(not each.required for each in parameters)
        self._validator = _validator(parameters, lambda each: each.required, lambda args: _envelope(args, optional))

    def read(self, body: bytes) -> tuple[dict[str, Any], list[Any]]:
        """Return the arguments that were sent, and what the client says is mounted, unchecked.

        Raises:
            BadRequest: the bytes are not JSON as the protocol wants it.
            ValidationFailed: some arguments are missing or wrong.
        """
        strict_json.check(body)
        read = _validate(self._validator, body, skip="args")
        return read.get("args", {}), read.get("mounted", [])


class ParamsCodec:
    """Reads and writes the params of a context. Which of them are required depends on who asks."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        parameters = sorted(parameters, key=lambda each: each.name)
        self._validator = _validator(parameters, lambda _: False)
        fields = {each.name: NotRequired[each.annotation] for each in parameters}
        self._serializer = wire_types.serializer(_record_schema(fields))

    def read(self, params: bytes, required: Iterable[str]) -> dict[str, Any]:
        """Return validated params.

        Raises:
            BadRequest: the bytes are not JSON as the protocol wants it.
            ValidationFailed: some params are missing or wrong.
        """
        strict_json.check(params)
        return self.read_again(params, required)

    def read_again(self, params: bytes, required: Iterable[str]) -> dict[str, Any]:
        """Return validated params from bytes that were written from JSON already read."""
        read = _validate(self._validator, params)
        missing = [name for name in required if name not in read]
        if missing:
            raise ValidationFailed(details=[_missing(name) for name in missing])
        return read

    def write(self, params: Mapping[str, Any]) -> bytes:
        """Return the JSON of params as `read` returned them, names sorted."""
        return self._serializer.to_json(params, by_alias=True)


_ONE_VALUE = (list, str, bytes, Mapping)
"""What is a list already, or is iterable and yet one value."""


class ResultCodec:
    """Checks a result against what the function promised and writes it."""

    def __init__(self, annotation: Any) -> None:
        adapter: TypeAdapter[Any] = TypeAdapter(annotation)
        self._annotation = annotation
        self._validate: Callable[..., Any] = adapter.validator.validate_python
        self._to_json: Callable[..., bytes] = wire_types.serializer(adapter.core_schema).to_json
        self._is_list = base_type(annotation) is list or get_origin(base_type(annotation)) is list

    def write(self, value: Any) -> bytes:
        """Return the result as JSON bytes: those that it brings along for this very annotation, if it does.

        Raises:
            ValidationError: the value is not what the function's annotation says.
        """
        bring = getattr(cast("type[Any]", type(value)), "__mizan_json__", None)
        if bring is not None:
            brought: bytes | None = bring(value, self._annotation)
            if brought is not None:
                return brought
        if self._is_list and not isinstance(value, _ONE_VALUE) and isinstance(value, Iterable):
            value = list(cast(Iterable[Any], value))  # the rows of an ORM's query
        # Validated first: serialising a dict where a model is declared would leak undeclared keys.
        return self._to_json(self._validate(value, from_attributes=True), by_alias=True)


class _FetchBody(TypedDict):
    __pydantic_config__ = ConfigDict(extra="forbid")  # pyright: ignore[reportGeneralTypeIssues]  # Pydantic's own convention
    params: NotRequired[dict[str, Any]]
    only: NotRequired[Annotated[list[str], MinLen(1)]]


_fetch_body = TypeAdapter(_FetchBody)


def read_fetch_body(body: bytes) -> tuple[bytes, list[str] | None]:
    """Read `{"params": {…}, "only": […]}`, both optional: the params as JSON again, unchecked, and the names.

    Raises:
        BadRequest: the bytes are not JSON as the protocol wants it.
        ValidationFailed: something else than these two is in there.
    """
    strict_json.check(body)
    read = _validate(_fetch_body.validator, body)  # pyright: ignore[reportArgumentType]  # a SchemaValidator, as documented
    return to_json(read.get("params", {})), read.get("only")


def read_strictly(validator: SchemaValidator, body: bytes) -> Any:
    """Read a message of the protocol's own.

    Raises:
        BadRequest: the bytes are not JSON as the protocol wants it.
        ValidationFailed: the message is another one.
    """
    strict_json.check(body)
    return _validate(validator, body)


def _validate(validator: SchemaValidator, body: bytes, skip: str | None = None) -> Any:
    try:
        return validator.validate_json(body, strict=True)
    except ValidationError as error:
        whole = _whole_numbers(body) if _hold_whole_fractions(error) else body
        if whole != body:
            return _validate(validator, whole, skip)
        raise refused(error, skip) from None


def _hold_whole_fractions(error: ValidationError) -> bool:
    """Tell whether an integer was spelt like `81.0`, which JSON does not tell from `81`, but Pydantic does."""
    return any(
        isinstance(each["input"], float) and each["input"].is_integer()
        for each in error.errors(include_url=False, include_context=False)
        if each["type"] in ("int_type", "int_from_float")
    )


def _whole_numbers(body: bytes) -> bytes:
    def parse_float(text: str) -> int | float:
        number = float(text)
        return int(number) if number.is_integer() else number

    return json.dumps(json.loads(body, parse_float=parse_float), ensure_ascii=False).encode()


def refused(error: ValidationError, skip: str | None = None) -> MizanError:
    """Return what a client is told of its mistakes; `skip` is a leading path element that it need not see."""
    found = error.errors(include_url=False, include_context=True, include_input=True)
    if found[0]["type"] == "json_invalid":
        return BadRequest("The request is not valid JSON.")
    details = [detail(each, skip) for each in found[:MAX_DETAILS]]
    if any(each["type"] == "finite_number" for each in found):
        return BadRequest("The request holds a number that is not finite.", details=details)
    return ValidationFailed(details=details)


def detail(error: ErrorDetails, skip: str | None = None) -> Detail:
    """Return one of Pydantic's errors in the protocol's words, without what the client sent."""
    path = list(error["loc"])
    if skip is not None and path[:1] == [skip] and len(path) > 1:
        path = path[1:]
    return {"path": path, "type": _detail_type(error["type"]), "message": _message(error)}


def _missing(name: str) -> Detail:
    return {"path": [name], "type": "missing", "message": "Field required"}


_EXACT_TYPES: dict[str, DetailType] = {
    "missing": "missing",
    "extra_forbidden": "unexpected",
    "unexpected_keyword_argument": "unexpected",
    "is_instance_of": "wrong_type",
    "int_from_float": "wrong_type",
    "multiple_of": "out_of_range",
}
_OWN_TYPES = ("value_error", "assertion_error")
"""What validators of the application's own raise; Pydantic's messages hold no arrays and objects."""

_TELLING = 6
"""Characters of a part that is worth hiding: shorter ones are words of a sentence more often than what was sent."""

_RANGE_TYPES = (
    "greater_than",
    "less_than",
    "too_short",
    "too_long",
    "string_too_",
    "bytes_too_",
    "decimal_max",
)


def _detail_type(pydantic_type: str) -> DetailType:
    if pydantic_type in _EXACT_TYPES:
        return _EXACT_TYPES[pydantic_type]
    if pydantic_type.startswith(_RANGE_TYPES):
        return "out_of_range"
    return "wrong_type" if pydantic_type.endswith("_type") else "invalid"


def _message(error: ErrorDetails) -> str:
    """Return Pydantic's message, save where it would repeat what the client sent."""
    kind = error["type"]
    if kind == "union_tag_invalid":
        return f"The tag is none of {error.get('ctx', {}).get('expected_tags')}"
    message = error["msg"].removeprefix("Value error, ")
    if kind == "bytes_invalid_encoding":
        return message.partition(":")[0]
    if kind.endswith("_parsing") and kind != "int_parsing":
        return message.partition(",")[0]
    sent = error.get("input")
    if _repeats(message, sent) or (kind in _OWN_TYPES and _repeats_a_part(message, sent)):
        return "This value is not valid"
    return message


def _repeats(message: str, sent: Any) -> bool:
    """Tell whether a message holds the value that was sent, as it is or as Python shows it."""
    if not isinstance(sent, str | int | float):
        return False
    spellings = {str(sent), str(sent).strip(), repr(sent)[1:-1]} if isinstance(sent, str) else {str(sent)}
    return any(len(each) > 1 and each in message for each in spellings)


def _repeats_a_part(message: str, sent: Any) -> bool:
    """Tell whether a message holds a value out of an array or an object, as a word of its own."""
    if isinstance(sent, dict):
        return any(_repeats_a_part(message, each) for each in cast(dict[str, Any], sent).values())
    if isinstance(sent, list):
        return any(_repeats_a_part(message, each) for each in cast(list[Any], sent))
    if len(str(sent)) < _TELLING or not _repeats(message, sent):
        return False
    return re.search(rf"(?<!\w){re.escape(str(sent).strip())}(?!\w)", message) is not None


def _record_schema(fields: dict[str, Any]) -> core_schema.CoreSchema:
    # A TypedDict, not a model: parameters called `schema` or `copy` have nothing to shadow.
    record: Any = TypedDict("Arguments", fields)  # pyright: ignore[reportArgumentType, reportGeneralTypeIssues]  # fields known at run time only
    return TypeAdapter(record).core_schema


def _validator(
    parameters: Iterable[Parameter],
    required: Callable[[Parameter], bool],
    wrap: Callable[[core_schema.CoreSchema], core_schema.CoreSchema] = lambda schema: schema,
) -> SchemaValidator:
    fields = {
        each.name: Required[each.annotation] if required(each) else NotRequired[each.annotation] for each in parameters
    }
    # Unexpected names are refused here alone: as a config of the TypedDict the rule would spread into nested ones.
    schema = _record_schema(fields)
    if schema["type"] == "definitions":
        inner = {**cast(dict[str, Any], schema["schema"]), "extra_behavior": "forbid"}
        whole = core_schema.definitions_schema(wrap(cast(core_schema.CoreSchema, inner)), schema["definitions"])
    else:
        whole = wrap(cast(core_schema.CoreSchema, {**schema, "extra_behavior": "forbid"}))
    return wire_types.validator(whole)


def _envelope(arguments: core_schema.CoreSchema, optional: bool) -> core_schema.CoreSchema:
    return core_schema.typed_dict_schema(
        {
            "args": core_schema.typed_dict_field(arguments, required=not optional),
            "mounted": core_schema.typed_dict_field(core_schema.list_schema(), required=False),
        },
        extra_behavior="forbid",
    )
