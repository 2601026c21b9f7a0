"""Types in the document: what is sent and what is answered, where they differ, and names that can be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum, IntFlag, StrEnum
from typing import Annotated, Any, Generic, Literal, TypeVar

import pytest
from annotated_types import Ge
from jsonschema import Draft202012Validator
from mizan_core import Registry
from mizan_core.client.function import client
from mizan_core.document import export
from mizan_core.testing import MizanClient
from mizan_core.types import BigInt
from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    Field,
    Json,
    PlainSerializer,
    PlainValidator,
    WrapSerializer,
    create_model,
    field_serializer,
    field_validator,
)
from pydantic.dataclasses import dataclass as pydantic_dataclass
from typing_extensions import NamedTuple, TypeAliasType, TypedDict

T = TypeVar("T")


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Item(BaseModel):
    name: str
    count: int = 1


class Page(BaseModel, Generic[T]):
    items: list[T]


def types_of(annotation: Any) -> tuple[Any, Any, dict[str, Any]]:
    """Return how a type stands in the document when sent and when answered, and the named types."""

    def f(value: Any) -> Any:
        return value

    f.__annotations__ = {"value": annotation, "return": annotation}
    registry = Registry()
    registry.register(client(f))
    document = export(registry)
    function = document["x-mizan"]["functions"]["f"]
    return function["args"]["properties"]["value"], function["result"], document["components"]["schemas"]


class Perm(IntFlag):
    READ = 1
    WRITE = 2


class Prices(Enum):
    LOW = Decimal("1.50")
    SINCE = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        (Prices, {"enum": ["1.50", "2026-01-01"], "type": "string", "x-enum-names": ["LOW", "SINCE"]}),
        (Perm, {"type": "integer"}),
    ],
)
def test_an_enum_stands_there_as_its_values_travel(annotation: Any, schema: Any) -> None:
    _, _, schemas = types_of(annotation)

    assert schemas[annotation.__name__] == schema


def test_flags_add_up() -> None:
    registry = Registry()

    @client
    def grant(value: Perm) -> Perm:
        return value | Perm.WRITE

    registry.register(grant)

    assert MizanClient(registry=registry).call("grant", {"value": 1}).result == 3


class WithDefault(NamedTuple):
    x: int
    y: int = 0


def test_members_of_a_named_tuple_with_a_default_may_be_left_out_of_what_is_sent() -> None:
    sent, answered, schemas = types_of(WithDefault)
    least = [schemas[each["$ref"].rpartition("/")[2]]["minItems"] for each in (sent, answered)]

    assert least == [1, 2]
    check = Draft202012Validator({**sent, "components": {"schemas": schemas}})
    assert check.is_valid([1])
    assert not check.is_valid([])


def test_a_tuple_of_nothing_is_a_list_without_members() -> None:
    assert types_of(tuple[()])[0] == {"type": "array", "items": False, "minItems": 0, "maxItems": 0}


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        (Literal[1, 2], {"enum": ["1", "2"]}),
        (Level, {"enum": ["1", "2"]}),
        (Literal["a"], {"const": "a"}),
        (Colour, {"$ref": "#/components/schemas/Colour"}),
    ],
)
def test_names_of_members_are_strings(keys: Any, names: Any) -> None:
    assert types_of(dict[keys, int])[0]["propertyNames"] == names


class Box(TypedDict, Generic[T]):
    content: T


@dataclass
class Couple(Generic[T]):
    one: T
    others: list[T]


class Tagged(NamedTuple, Generic[T]):
    content: T
    tag: str


Nested = TypeAliasType("Nested", "T | list[Nested[T]]", type_params=(T,))
Chain = TypeAliasType("Chain", "int | list[Chain]")


@pytest.mark.parametrize(
    ("annotation", "name"),
    [
        (Page[Item], "PageItem"),
        (Page[Item | None], "PageItemOrNull"),
        (Page[Literal["a", "b"]], "PageAOrB"),
        (Page[dict[str, list[int]]], "PageDictStrListInt"),
        (Page[Page[int]], "PagePageInt"),
        (Page[tuple[int, ...]], "PageTupleInt"),
        (Page[Annotated[int, Ge(1)]], "PageInt"),
        (Box[int], "BoxInt"),
        (Couple[Item], "CoupleItem"),
        (Tagged[str], "TaggedStr"),
        (Nested[int], "NestedInt"),
        (Chain, "Chain"),
    ],
)
def test_generic_types_and_aliases_have_names_that_can_be_read(annotation: Any, name: str) -> None:
    _, answered, schemas = types_of(annotation)

    assert answered == {"$ref": f"#/components/schemas/{name}"}
    assert name in schemas


def test_a_generic_type_holds_what_it_was_given() -> None:
    _, _, schemas = types_of(tuple[Box[int], Couple[str], Tagged[bool], Nested[int]])

    assert schemas["BoxInt"]["properties"] == {"content": {"type": "integer"}}
    assert schemas["CoupleStr"]["properties"]["others"] == {"type": "array", "items": {"type": "string"}}
    assert schemas["TaggedBool"]["prefixItems"] == [{"type": "boolean"}, {"type": "string"}]
    assert schemas["NestedInt"]["anyOf"][1]["items"] == {"$ref": "#/components/schemas/NestedInt"}


class Written(BaseModel):
    """Every way to write a value otherwise than it was read."""

    inner: Item
    declared: Annotated[int, PlainSerializer(str, return_type=str)]
    silent: Annotated[int, PlainSerializer(lambda value: str(value))]
    wrapped: Annotated[int, WrapSerializer(lambda value, write: [write(value)], return_type=list[int])]
    maybe: int | None = None

    @field_serializer("maybe", when_used="unless-none")
    def _write(self, value: int) -> str:
        return f"{value}"


def test_a_serialiser_says_what_is_answered_and_nothing_of_what_is_sent() -> None:
    _, _, schemas = types_of(Written)
    answered, sent = schemas["Written"]["properties"], schemas["WrittenInput"]["properties"]

    assert answered["inner"] == {"$ref": "#/components/schemas/Item"}
    assert answered["declared"] == {"type": "string"}
    assert answered["silent"] == {}
    assert answered["wrapped"] == {"type": "array", "items": {"type": "integer"}}
    assert answered["maybe"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert sent["declared"] == sent["silent"] == sent["wrapped"] == {"type": "integer"}


class Read(BaseModel):
    """Every way to read a value otherwise than it is."""

    before: Annotated[int, BeforeValidator(int, json_schema_input_type=int | str)]
    plain: Annotated[int, PlainValidator(int)]
    parsed: Json[list[int]]
    after: Annotated[int, AfterValidator(abs)]
    decorated: int

    @field_validator("decorated", mode="before", json_schema_input_type=str)
    @classmethod
    def _read(cls, value: Any) -> Any:
        return int(value)


def test_a_validator_says_what_is_sent_and_nothing_of_what_is_answered() -> None:
    _, _, schemas = types_of(Read)
    answered, sent = schemas["Read"]["properties"], schemas["ReadInput"]["properties"]

    assert sent["before"] == {"anyOf": [{"type": "integer"}, {"type": "string"}]}
    assert sent["plain"] == {}
    assert sent["parsed"] == {"type": "string", "contentMediaType": "application/json"}
    assert sent["after"] == {"type": "integer"}
    assert sent["decorated"] == {"type": "string"}
    assert {name: each["type"] for name, each in answered.items()} == {
        "before": "integer",
        "plain": "integer",
        "parsed": "array",
        "after": "integer",
        "decorated": "integer",
    }


@pydantic_dataclass
class Labelled:
    """A dataclass of Pydantic's."""

    size: int = Field(alias="how big", description="In metres.", ge=1)
    tag: str = Field("x", max_length=3)


def test_fields_of_pydantics_dataclasses_are_read_like_those_of_models() -> None:
    _, _, schemas = types_of(Labelled)

    assert schemas["LabelledInput"]["required"] == ["how big"]
    assert schemas["LabelledInput"]["properties"]["tag"] == {"type": "string", "maxLength": 3, "default": "x"}
    assert schemas["Labelled"]["properties"]["how big"] == {
        "type": "integer",
        "minimum": 1,
        "description": "In metres.",
    }


class Foreign(BaseModel):
    """Pydantic's own generator reads it, and says how it travels nevertheless."""

    raw: bytes
    price: Decimal
    colour: Colour = Colour.RED

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        return handler(schema)


def test_types_that_pydantic_describes_stand_there_in_the_protocols_forms() -> None:
    _, answered, schemas = types_of(list[Foreign])
    found = schemas.get("Foreign") or answered["items"]

    assert found["required"] == ["raw", "price", "colour"]
    assert found["properties"]["raw"]["format"] == "base64url"
    assert found["properties"]["price"]["format"] == "decimal"
    assert schemas["Colour"]["x-enum-names"] == ["RED", "GREEN"]


def test_a_member_that_may_be_left_out_of_an_answer_is_not_required() -> None:
    model = create_model("Sparse", a=(int, ...), b=(int, Field(0, exclude_if=lambda value: value == 0)))
    _, _, schemas = types_of(model)

    assert schemas["Sparse"]["required"] == ["a"]


def test_types_of_one_name_are_told_apart_by_as_much_of_their_modules_as_it_takes() -> None:
    def made(module: str) -> Any:
        return create_model("Entry", __module__=module, **{module.replace(".", "_"): (int, ...)})  # type: ignore[call-overload]  # a name of its own

    _, _, schemas = types_of(tuple[made("shop.models"), made("blog.models"), made("models")])

    assert {name for name in schemas if name.endswith("Entry")} == {"ShopModelsEntry", "BlogModelsEntry", "ModelsEntry"}


def test_a_model_may_be_called_as_the_input_of_one_that_needs_none() -> None:
    both = create_model(
        "Both", one=(create_model("Task", a=(int, ...)), ...), other=(create_model("TaskInput", b=(int, ...)), ...)
    )
    _, _, schemas = types_of(both)

    assert {"Task", "TaskInput"} <= schemas.keys()


def test_a_big_integer_leaves_other_members_of_a_union_alone() -> None:
    registry = Registry()

    @client
    def either(value: BigInt | list[int] | bool) -> BigInt | list[int] | bool:
        return value

    registry.register(either)
    caller = MizanClient(registry=registry)

    assert [caller.call("either", {"value": each}).result for each in ("5", [], True)] == ["5", [], True]


def test_a_field_that_is_found_inside_of_another_member_says_nothing_of_what_is_sent() -> None:
    model = create_model(
        "Deep",
        a=(int, Field(validation_alias=AliasPath("outer", "a"))),
        b=(int, Field(validation_alias=AliasChoices("first", AliasPath("outer", "b")))),
    )
    _, _, schemas = types_of(model)

    assert schemas["DeepInput"]["properties"] == {"first": {"type": "integer"}, "outer": {}}
    assert schemas["Deep"]["properties"] == {"a": {"type": "integer"}, "b": {"type": "integer"}}
