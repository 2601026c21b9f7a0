"""The document: one schema per kind of type, names that can be read, hashes that change when the wire does."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Generic, Literal, NamedTuple, NewType, NotRequired, TypeVar
from uuid import UUID

import pytest
from annotated_types import Ge, Le, Len
from jsonschema import Draft202012Validator
from mizan_core import DeclarationError, MizanError, Registry
from mizan_core.client.function import client
from mizan_core.document import Csrf, export, export_bytes
from mizan_core.testing import MizanClient
from mizan_core.types import BigInt
from pydantic import (
    BaseModel,
    Field,
    JsonValue,
    RootModel,
    computed_field,
    create_model,
    field_serializer,
)
from typing_extensions import TypedDict

T = TypeVar("T")
UserId = NewType("UserId", int)


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Item(BaseModel):
    """Something that is sold."""

    name: str
    count: int = 1


class Circle(BaseModel):
    kind: Literal["circle"]


class Square(BaseModel):
    kind: Literal["square"]


class Tree(BaseModel):
    children: list[Tree] = []


class Left(BaseModel):
    right: Right | None


class Right(BaseModel):
    left: Left | None


class Page(BaseModel, Generic[T]):
    items: list[T]


class Names(RootModel[list[str]]): ...


class Pair(NamedTuple):
    left: int
    right: str


class Options(TypedDict):
    colour: Colour
    level: NotRequired[Level]


@dataclass
class Point:
    x: float
    y: float = 0.0


class Rectangle(BaseModel):
    width: int

    @computed_field
    @property
    def area(self) -> int:
        return self.width**2


class Shouted(BaseModel):
    text: str

    @field_serializer("text")
    def _shout(self, value: str) -> str:
        return value.upper()


class DescribesItself(BaseModel):
    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        return handler(schema)


def documented(annotation: Any, **declared: Any) -> dict[str, Any]:
    """Return the document of one function `f` that takes and returns this type."""

    def f(value: Any) -> Any:
        return value

    f.__annotations__ = {"value": annotation, "return": annotation}
    registry = Registry()
    registry.register(client(**declared)(f), "f")
    return export(registry)


def result_of(document: dict[str, Any]) -> Any:
    return document["x-mizan"]["functions"]["f"]["result"]


def argument_of(document: dict[str, Any]) -> Any:
    return document["x-mizan"]["functions"]["f"]["args"]["properties"]["value"]


PLAIN: list[tuple[Any, Any]] = [
    (int, {"type": "integer"}),
    (float, {"type": "number"}),
    (bool, {"type": "boolean"}),
    (str, {"type": "string"}),
    (None, {"type": "null"}),
    (Any, {}),
    (JsonValue, {}),
    (UserId, {"type": "integer"}),
    (BigInt, {"type": "string", "format": "bigint", "pattern": "^-?[0-9]+$"}),
    (date, {"type": "string", "format": "date"}),
    (datetime, {"type": "string", "format": "date-time"}),
    (timedelta, {"type": "string", "format": "duration"}),
    (UUID, {"type": "string", "format": "uuid"}),
    (int | None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
    (Literal["a", "b"], {"enum": ["a", "b"]}),
    (Literal["a"], {"const": "a"}),
    (list[int], {"type": "array", "items": {"type": "integer"}}),
    (set[str], {"type": "array", "items": {"type": "string"}}),
    (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}),
    (
        tuple[int, str],
        {
            "type": "array",
            "prefixItems": [{"type": "integer"}, {"type": "string"}],
            "items": False,
            "minItems": 2,
            "maxItems": 2,
        },
    ),
    (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
    (Annotated[int, Ge(1), Le(9)], {"type": "integer", "minimum": 1, "maximum": 9}),
    (Annotated[list[int], Len(1, 2)], {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 2}),
    (
        Annotated[str, Field(max_length=3, description="Short.")],
        {"type": "string", "maxLength": 3, "description": "Short."},
    ),
]


@pytest.mark.parametrize(("annotation", "schema"), PLAIN, ids=lambda each: str(each)[:40])
def test_a_type_without_a_name_stands_where_it_is_used(annotation: Any, schema: Any) -> None:
    document = documented(annotation)

    assert result_of(document) == schema
    assert argument_of(document) == schema


NAMED: list[tuple[Any, str, Any]] = [
    (Colour, "Colour", {"type": "string", "enum": ["red", "green"], "x-enum-names": ["RED", "GREEN"]}),
    (Level, "Level", {"type": "integer", "enum": [1, 2], "x-enum-names": ["LOW", "HIGH"]}),
    (Names, "Names", {"type": "array", "items": {"type": "string"}}),
    (
        Options,
        "Options",
        {
            "type": "object",
            "properties": {
                "colour": {"$ref": "#/components/schemas/Colour"},
                "level": {"$ref": "#/components/schemas/Level"},
            },
            "required": ["colour"],
        },
    ),
    (
        Page[int],
        "PageInt",
        {
            "type": "object",
            "properties": {"items": {"type": "array", "items": {"type": "integer"}}},
            "required": ["items"],
        },
    ),
]


@pytest.mark.parametrize(("annotation", "name", "schema"), NAMED, ids=lambda each: str(each)[:40])
def test_a_named_type_is_a_component(annotation: Any, name: str, schema: Any) -> None:
    document = documented(annotation)

    assert result_of(document) == {"$ref": f"#/components/schemas/{name}"}
    assert document["components"]["schemas"][name] == schema


@pytest.mark.parametrize(("annotation", "member"), [(Item, "count"), (Point, "y"), (Tree, "children")])
def test_a_default_may_be_left_out_on_the_way_in_and_is_there_on_the_way_out(annotation: type, member: str) -> None:
    schemas = documented(annotation)["components"]["schemas"]

    assert member in schemas[annotation.__name__]["required"]
    assert member not in schemas[f"{annotation.__name__}Input"]["required"]


def test_a_computed_field_is_there_on_the_way_out_alone() -> None:
    schemas = documented(Rectangle)["components"]["schemas"]

    assert schemas["Rectangle"]["properties"]["area"] == {"type": "integer", "readOnly": True}
    assert "area" not in schemas["RectangleInput"]["properties"]


def test_the_tag_of_a_union_leads_to_its_components() -> None:
    document = documented(Annotated[Circle | Square, Field(discriminator="kind")])

    assert result_of(document)["discriminator"] == {
        "propertyName": "kind",
        "mapping": {"circle": "#/components/schemas/Circle", "square": "#/components/schemas/Square"},
    }


def test_the_tag_of_a_union_is_required_though_it_has_a_default() -> None:
    class Line(BaseModel):
        kind: Literal["line"] = "line"
        length: int = 1

    schemas = documented(Annotated[Circle | Line, Field(discriminator="kind")])["components"]["schemas"]

    assert schemas["LineInput"]["required"] == ["kind"]
    assert schemas["LineInput"]["properties"]["kind"] == {"const": "line"}


def test_types_of_one_name_are_told_apart_by_their_modules() -> None:
    class Holder(BaseModel):
        mine: Item
        other: Any

    other = type("Item", (BaseModel,), {"__annotations__": {"price": float}, "__module__": "shop.models"})
    Holder.model_fields["other"].annotation = other

    schemas = documented(Holder)["components"]["schemas"]

    assert {"ModelsItem", "TestDocumentItem"} <= set(schemas)


def test_types_of_one_name_that_only_pydantic_can_read_are_told_apart() -> None:
    def made(kind: type) -> Any:
        inner: Any = type("Inner", (BaseModel,), {"__annotations__": {"value": kind}})
        return create_model(f"Outer{kind.__name__}", inner=(inner, ...), __base__=DescribesItself)

    both = create_model("Both", numbers=(made(int), ...), texts=(made(str), ...), more=(made(int), ...))

    def f() -> Any: ...

    f.__annotations__ = {"return": both}
    registry = Registry()
    registry.register(client(f))
    schemas = export(registry)["components"]["schemas"]

    kinds = {name: each["properties"]["value"]["type"] for name, each in schemas.items() if name.startswith("Inner")}
    assert kinds == {"Inner": "integer", "Inner2": "string"}


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (Item, {"name": "a"}),
        (Tree, {"children": [{"children": []}]}),
        (Options, {"colour": "red"}),
        (Page[Item], {"items": [{"name": "a", "count": 2}]}),
        (Pair, [1, "a"]),
        (Decimal, "1.50"),
        (Shouted, {"text": "a"}),
        (dict[Colour, int], {"red": 1}),
        (timedelta, "P716D"),
        (bytes, "_-8="),
    ],
    ids=lambda each: str(each)[:30],
)
def test_what_travels_is_valid_by_the_document(annotation: Any, value: Any) -> None:
    def f(value: Any) -> Any:
        return value

    f.__annotations__ = {"value": annotation, "return": annotation}
    registry = Registry()
    registry.register(client(f), "f")
    document = json.loads(export_bytes(registry))
    answer = MizanClient(registry=registry).call("f", {"value": value}).result

    for schema, instance in ((argument_of(document), value), (result_of(document), answer)):
        whole = {**schema, "components": document["components"]}
        assert list(Draft202012Validator(whole).iter_errors(instance)) == []


def signature(declare: Callable[[Registry], None]) -> str:
    registry = Registry()
    declare(registry)
    return export(registry)["x-mizan"]["functions"]["f"]["signature"]


def declared_with(parameters: dict[str, Any], **declared: Any) -> Callable[[Registry], None]:
    def f(**_: Any) -> None: ...

    kind = inspect.Parameter.KEYWORD_ONLY
    f.__signature__ = inspect.Signature(
        [inspect.Parameter(name, kind, annotation=each) for name, each in parameters.items()]
    )  # type: ignore[attr-defined]  # what inspect looks for
    f.__annotations__ = {**parameters, "return": None}
    return lambda registry: registry.register(client(**declared)(f), "f")


def test_a_hash_is_the_same_whatever_types_are_called() -> None:
    renamed = type("Thing", (BaseModel,), {"__annotations__": {"name": str, "count": int}, "count": 1})

    assert signature(declared_with({"value": Item})) == signature(declared_with({"value": renamed}))


@pytest.mark.parametrize(
    "other",
    [
        declared_with({"value": str}),
        declared_with({"values": int}),
        declared_with({"value": int, "more": int}),
        declared_with({"value": Annotated[int, Ge(0)]}),
        declared_with({"value": int}, rev=2),
        declared_with({"value": int}, raises=[type("Gone", (MizanError,), {"code": "GONE", "status": 410})]),
    ],
)
def test_a_hash_changes_when_the_wire_does(other: Callable[[Registry], None]) -> None:
    assert signature(other) != signature(declared_with({"value": int}))


def test_a_hash_is_the_same_for_a_recursive_type_wherever_it_is_met_first() -> None:
    alone = signature(declared_with({"value": Tree}))

    def both(registry: Registry) -> None:
        declared_with({"value": Tree})(registry)

        @client
        def a(value: Page[Tree]) -> Tree:
            return value.items[0]

        registry.register(a)

    assert signature(both) == alone


def test_a_hash_is_the_same_for_types_that_refer_to_each_other_wherever_they_are_met_first() -> None:
    alone = signature(declared_with({"value": Left}))

    def both(registry: Registry) -> None:
        declared_with({"value": Left})(registry)

        @client
        def a(value: Right) -> None: ...

        registry.register(a)

    assert signature(both) == alone


def test_exporting_closes_the_registry_and_names_every_type_that_cannot_travel() -> None:
    registry = Registry()

    @client
    def f(left: object, right: memoryview) -> slice:
        return slice(1)

    registry.register(f)

    with pytest.raises(DeclarationError) as caught:
        export(registry)

    assert [each.code for each in caught.value.problems] == ["MZ115", "MZ115"]
    assert "'right'" in caught.value.problems[0].why
    assert "the result" in caught.value.problems[1].why
    assert registry.sealed


def test_a_token_that_the_backend_wants_stands_in_the_document_and_changes_nothing_else() -> None:
    registry = Registry()
    declared_with({"value": Item})(registry)
    plain = json.loads(export_bytes(registry))

    document = json.loads(export_bytes(registry, csrf=Csrf("shop-token", "x-shop-token")))

    assert list(document["x-mizan"]) == sorted(document["x-mizan"])
    assert document["x-mizan"].pop("csrf") == {"cookie": "shop-token", "header": "x-shop-token"}
    assert document == plain  # its signature as well
    assert "csrf" not in plain["x-mizan"]


def test_a_big_integer_travels_as_a_string() -> None:
    registry = Registry()

    @client
    def double(value: BigInt) -> BigInt:
        return value * 2

    registry.register(double)
    caller = MizanClient(registry=registry)

    assert caller.call("double", {"value": "-9007199254740993"}).result == "-18014398509481986"
    assert caller.call("double", {"value": 5}).error["details"][0]["type"] == "invalid"
