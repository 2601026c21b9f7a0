"""Kinds of types, drawn at random: the annotation, valid JSON for it, and JSON that is nearly valid."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, make_dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from functools import cache
from itertools import count
from typing import Annotated, Any, Generic, Literal, NamedTuple, NewType, NotRequired, TypeVar, cast
from uuid import UUID

from hypothesis import strategies as st
from mizan_core.types import BigInt
from pydantic import BaseModel, Field, RootModel, TypeAdapter, computed_field, create_model, field_serializer
from typing_extensions import TypeAliasType, TypedDict

Json = Any
Draw = Callable[[st.SearchStrategy[Any]], Any]
SAMPLES: Mapping[str, Json] = {"string": "≠", "number": 0.5, "boolean": True, "null": None, "array": [], "object": {}}
"""A value of every kind that JSON knows."""


@dataclass(frozen=True)
class Part:
    """A part of a value: where it stands in what is sent and in what comes back, and of which kind it is."""

    sent: Any
    answered: Any
    kind: Kind


@dataclass(frozen=True)
class Kind:
    """A type: what Python calls it, which JSON fits it, and how it may be taken apart."""

    annotation: Any
    values: st.SearchStrategy[Json]
    accepts: frozenset[str]
    """The kinds of JSON that may fit."""
    wrong: tuple[Json, ...] = ()
    """Further values that do not fit, of a kind that might."""
    parts: Callable[[Json, str], list[Part]] = field(default=lambda value, side: [])
    required: tuple[tuple[str, str], ...] = ()
    """The members that must not be missing, as they are called when sent and when answered."""
    answers: frozenset[str] | None = None
    """The kinds of JSON that may come back, if others."""

    def mutated(self, value: Json, side: str, draw: Draw) -> Json | None:
        """Return a value that is wrong in one place; None where there is no such place."""
        choices = self._mutations(value, side)
        return draw(st.sampled_from(choices))() if choices else None

    def _mutations(self, value: Json, side: str) -> list[Callable[[], Json]]:
        accepted = self.answers if side == "answered" and self.answers is not None else self.accepts
        if not accepted:
            return []
        found = [lambda each=each: each for kind, each in SAMPLES.items() if kind not in accepted]
        found += [lambda each=each: each for each in (self.wrong if side == "sent" else ())]
        for sent, answered in self.required:
            name = sent if side == "sent" else answered
            if isinstance(value, dict) and name in value:
                found.append(lambda name=name: {key: each for key, each in value.items() if key != name})
        for part in self.parts(value, side):
            at = part.sent if side == "sent" else part.answered
            for deeper in part.kind._mutations(value[at], side):
                found.append(lambda at=at, deeper=deeper: _replaced(value, at, deeper()))
        return found


def _replaced(value: Json, at: Any, part: Json) -> Json:
    if isinstance(value, dict):
        return {**cast(dict[Any, Any], value), at: part}
    return [part if index == at else each for index, each in enumerate(value)]


numbers = count()


def _name(prefix: str) -> str:
    return f"{prefix}{next(numbers)}"


def _leaf(annotation: Any, values: st.SearchStrategy[Json], *accepts: str, wrong: tuple[Json, ...] = ()) -> Kind:
    return Kind(annotation, values, frozenset(accepts), wrong)


class Colour(StrEnum):
    RED = "red"
    GREEN = "größer als grün"


class Level(IntEnum):
    LOW = 2
    HIGH = 3


class Mixed(Enum):
    A = "a"
    SEVEN = 7


class Pair(NamedTuple):
    left: int
    right: str = "r"


UserId = NewType("UserId", int)
Tags = TypeAliasType("Tags", list[str])
T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: int | None = None


class Box(TypedDict, Generic[T]):
    content: T


_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
_whole = st.integers(-(2**53) + 1, 2**53 - 1)
_moment = st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1)).map(
    # A Date of JavaScript has no microseconds.
    lambda each: each.replace(microsecond=each.microsecond // 1000 * 1000).isoformat() + "Z"
)
LEAVES = [
    _leaf(str, _text, "string"),
    _leaf(int, _whole, "number"),
    _leaf(Annotated[int, Field(ge=0, le=9)], st.integers(0, 9), "number"),
    _leaf(float, st.floats(-1e9, 1e9), "number"),
    _leaf(bool, st.booleans(), "boolean"),
    _leaf(None, st.none(), "null"),
    _leaf(UserId, _whole, "number"),
    _leaf(BigInt, st.integers().map(str), "string"),
    _leaf(datetime, _moment, "string"),
    _leaf(date, st.dates().map(date.isoformat), "string"),
    _leaf(time, st.times().map(time.isoformat), "string"),
    _leaf(timedelta, st.integers(1, 9999).map("PT{}S".format), "string"),
    _leaf(Decimal, st.integers(0, 999).map("{}.50".format), "string"),
    _leaf(UUID, st.uuids().map(str), "string"),
    _leaf(bytes, st.sampled_from(["", "_-8=", "AAAA"]), "string"),
    _leaf(Annotated[str, Field(min_length=1, max_length=3)], st.just("ab"), "string"),
    _leaf(Literal["a", "it's"], st.sampled_from(["a", "it's"]), "string", wrong=("b",)),
    _leaf(Literal[1, "one", True], st.sampled_from([1, "one", True]), "number", "string", "boolean", wrong=(2, "two")),
    _leaf(Colour, st.sampled_from([each.value for each in Colour]), "string", wrong=("blue",)),
    _leaf(Level, st.sampled_from([2, 3]), "number", wrong=(4,)),
    _leaf(Mixed, st.sampled_from(["a", 7]), "string", "number", wrong=("b", 2)),
    _leaf(Literal[Colour.RED], st.just("red"), "string", wrong=("größer als grün",)),
]


@cache
def kinds() -> st.SearchStrategy[Kind]:
    """Types of any depth; the deeper, the rarer."""
    return st.recursive(
        st.sampled_from(LEAVES),
        lambda inner: st.one_of(
            _lists(inner),
            _tuples(inner),
            _maps(inner),
            _optionals(inner),
            _unions(inner),
            _records(inner),
            _named(inner),
        ),
        max_leaves=6,
    )


def _mostly(values: st.SearchStrategy[Json], rest: Json) -> st.SearchStrategy[Json]:
    """Return values of which few are empty."""
    return st.one_of(values, values, values, st.just(rest))


def _list_of(kind: Kind, annotation: Any) -> Kind:
    values = _mostly(st.lists(kind.values, min_size=1, max_size=3), [])
    return Kind(annotation, values, frozenset({"array"}), parts=_items(lambda _: kind))


def _items(kind_at: Callable[[int], Kind]) -> Callable[[Json, str], list[Part]]:
    def parts(value: Json, side: str) -> list[Part]:
        return [Part(at, at, kind_at(at)) for at in range(len(value))] if isinstance(value, list) else []

    return parts


def _lists(inner: st.SearchStrategy[Kind]) -> st.SearchStrategy[Kind]:
    return inner.map(lambda kind: _list_of(kind, list[kind.annotation]))


@st.composite
def _tuples(draw: Draw, inner: st.SearchStrategy[Kind]) -> Kind:
    members: list[Kind] = draw(st.lists(inner, max_size=3))
    if draw(st.booleans()) and members:
        return _list_of(members[0], tuple[members[0].annotation, ...])
    annotation = tuple[tuple(each.annotation for each in members)] if members else tuple[()]
    values = st.tuples(*(each.values for each in members)).map(list)
    longer = [[None] * (len(members) + 1)]
    return Kind(annotation, values, frozenset({"array"}), tuple(longer), _items(members.__getitem__))


@st.composite
def _maps(draw: Draw, inner: st.SearchStrategy[Kind]) -> Kind:
    kind: Kind = draw(inner)
    keys, values = draw(
        st.sampled_from(
            [
                (str, _text.filter(lambda each: each != "__proto__")),
                (int, _whole.map(str)),
                (Literal["left", "right"], st.sampled_from(["left", "right"])),
                (Colour, st.sampled_from([each.value for each in Colour])),
                (Level, st.sampled_from(["2", "3"])),
            ]
        )
    )
    return Kind(
        dict[keys, kind.annotation],
        _mostly(st.dictionaries(values, kind.values, min_size=1, max_size=2), {}),
        frozenset({"object"}),
        () if keys in (str, int) else ({"elsewhere": None},),
        lambda value, side: [Part(name, name, kind) for name in value],
    )


def _optionals(inner: st.SearchStrategy[Kind]) -> st.SearchStrategy[Kind]:
    def optional(kind: Kind) -> Kind:
        def parts(value: Json, side: str) -> list[Part]:
            return [] if value is None else kind.parts(value, side)

        return Kind(
            kind.annotation | None if kind.annotation is not None else None,
            _mostly(kind.values, None),
            kind.accepts | {"null"},
            kind.wrong,
            parts,
            kind.required,
            None if kind.answers is None else kind.answers | {"null"},
        )

    return inner.filter(lambda kind: kind.annotation is not None).map(optional)


@st.composite
def _unions(draw: Draw, inner: st.SearchStrategy[Kind]) -> Kind:
    """A union of types that are of different kinds in JSON, so that the one that is meant is the one that is read."""
    one: Kind = draw(inner)
    other: Kind = draw(inner)
    if one.accepts & other.accepts or None in (one.annotation, other.annotation):
        return one
    answers = (one.answers or one.accepts) | (other.answers or other.accepts)
    return Kind(
        one.annotation | other.annotation, one.values | other.values, one.accepts | other.accepts, answers=answers
    )


@dataclass(frozen=True)
class Member:
    """A field: its name in Python and on either side of the wire, and whether it may be left out."""

    name: str
    sent: str
    answered: str
    kind: Kind
    optional: bool


@st.composite
def _members(draw: Draw, inner: st.SearchStrategy[Kind], aliases: bool) -> list[Member]:
    found: list[Member] = []
    for index, kind in enumerate(draw(st.lists(inner, min_size=1, max_size=4))):
        name = draw(st.sampled_from([f"field_{index}", f"ключ_{index}", f"default{index}"]))
        alias = (
            draw(st.sampled_from([name, name, f"a-{index}", f"it's {index}", f'"{index}" \\', f"@{index}"]))
            if aliases
            else name
        )
        answered = draw(st.sampled_from([alias, alias, f"{alias}Out"])) if aliases else name
        found.append(Member(name, alias, answered, kind, draw(st.booleans())))
    return found


def _record(annotation: Any, members: list[Member], *, computed: bool = False) -> Kind:
    needed = {each.sent: each.kind.values for each in members if not each.optional}
    free = {each.sent: each.kind.values for each in members if each.optional}

    def parts(value: Json, side: str) -> list[Part]:
        there = [each for each in members if (each.sent if side == "sent" else each.answered) in value]
        return [Part(each.sent, each.answered, each.kind) for each in there]

    return Kind(
        annotation,
        st.fixed_dictionaries(needed, optional=free),
        frozenset({"object"}),
        parts=parts,
        required=tuple((each.sent, each.answered) for each in members if not each.optional)
        + tuple(("", each.answered) for each in members if each.optional)
        + ((("", "computed"),) if computed else ()),
    )


@st.composite
def _records(draw: Draw, inner: st.SearchStrategy[Kind]) -> Kind:
    return draw(st.one_of(_models(inner), _dataclasses(inner), _typed_dicts(inner)))


@st.composite
def _models(draw: Draw, inner: st.SearchStrategy[Kind]) -> Kind:
    members: list[Member] = draw(_members(inner, aliases=True))
    fields: dict[str, Any] = {}
    for each in members:
        default = _default(each.kind, draw) if each.optional else ...
        options = {"validation_alias": each.sent, "serialization_alias": each.answered, "description": draw(_text)}
        fields[each.name] = (each.kind.annotation, _field(default, options))
    computed, serialised, forbid = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    body: dict[str, Any] = {"__doc__": draw(_text)}
    validators: dict[str, Any] = {}
    if computed:
        body["computed"] = computed_field(property(_computed))
    if serialised:
        fields["shout"] = (int, 1)
        validators["write"] = field_serializer("shout", return_type=str)(lambda value: str(value))
    base = type(_name("Base"), (BaseModel,), {**body, "__module__": __name__})
    config: Any = {"extra": "forbid"} if forbid else {"extra": "ignore"}
    model = create_model(_name("Model"), __base__=_configured(base, config), __validators__=validators, **fields)
    all_members = [*members, Member("shout", "shout", "shout", _SHOUT, True)] if serialised else members
    return _record(model, all_members, computed=computed)


_SHOUT = Kind(int, _whole, frozenset({"number"}), answers=frozenset({"string"}))


def _computed(self: Any) -> int:
    """Worked out by the server."""
    return 1


def _configured(base: Any, config: Any) -> Any:
    return type(_name("Config"), (base,), {"model_config": config, "__module__": __name__})


def _default(kind: Kind, draw: Draw) -> Any:
    """Return a value as Python has it."""
    return TypeAdapter[Any](kind.annotation).validate_json(json.dumps(draw(kind.values)))


def _field(default: Any, options: dict[str, Any]) -> Any:
    return Field(**options) if default is ... else Field(default_factory=lambda: default, **options)


@st.composite
def _dataclasses(draw: Draw, inner: st.SearchStrategy[Kind]) -> Kind:
    members: list[Member] = sorted(draw(_members(inner, aliases=False)), key=lambda each: each.optional)
    simple = [
        each if each.kind in LEAVES[:5] else Member(each.name, each.sent, each.answered, each.kind, False)
        for each in members
    ]
    ordered = sorted(simple, key=lambda each: each.optional)
    fields = [
        (each.name, each.kind.annotation, dataclass_field(default=_default(each.kind, draw)))
        if each.optional
        else (each.name, each.kind.annotation)
        for each in ordered
    ]
    return _record(make_dataclass(_name("Data"), fields, namespace={"__module__": __name__}), ordered)


@st.composite
def _typed_dicts(draw: Draw, inner: st.SearchStrategy[Kind]) -> Kind:
    members: list[Member] = draw(_members(inner, aliases=False))
    fields = {
        each.name: NotRequired[each.kind.annotation] if each.optional else each.kind.annotation for each in members
    }
    kind = _record(TypedDict(_name("Dict"), fields), members)
    required = tuple((each.sent, each.answered) for each in members if not each.optional)
    return Kind(kind.annotation, kind.values, kind.accepts, parts=kind.parts, required=required)


@st.composite
def _named(draw: Draw, inner: st.SearchStrategy[Kind]) -> Kind:
    return draw(
        st.one_of(st.sampled_from([_PAIR, _TAGS]), _trees(inner), _tagged(inner), _generics(inner), _roots(inner))
    )


_PAIR = Kind(
    Pair, st.tuples(_whole, _text).map(list), frozenset({"array"}), parts=_items(lambda at: [LEAVES[1], LEAVES[0]][at])
)
_TAGS = Kind(Tags, st.lists(_text, max_size=2), frozenset({"array"}), parts=_items(lambda _: LEAVES[0]))


@st.composite
def _trees(draw: Draw, inner: st.SearchStrategy[Kind]) -> Kind:
    """A model that mentions itself, in a list or as a member."""
    value: Kind = draw(inner)
    name = _name("Tree")
    tree: Any = create_model(
        name, value=(value.annotation, ...), children=(f"list[{name}]", ...), next=(f"{name} | None", None)
    )
    globals()[name] = tree  # where Pydantic looks for it
    tree.__module__ = __name__
    tree.model_rebuild(_types_namespace={name: tree})
    leaf = st.fixed_dictionaries({"value": value.values, "children": st.just([])})
    values = st.fixed_dictionaries(
        {"value": value.values, "children": st.lists(leaf, max_size=2)}, optional={"next": leaf}
    )

    def parts(node: Json, side: str) -> list[Part]:
        return [Part("value", "value", value), Part("children", "children", _list_of(kind, list[tree]))]

    kind = Kind(
        tree,
        values,
        frozenset({"object"}),
        parts=parts,
        required=(("value", "value"), ("children", "children"), ("", "next")),
    )
    return kind


@st.composite
def _tagged(draw: Draw, inner: st.SearchStrategy[Kind]) -> Kind:
    """A union that is told by a member."""
    members: dict[str, Kind] = {}
    for tag in draw(st.lists(st.sampled_from(["cat", "dog", "it's"]), min_size=2, max_size=3, unique=True)):
        content: Kind = draw(inner)
        model = create_model(_name("Tagged"), kind=(Literal[tag], ...), content=(content.annotation, ...))
        label = Kind(Literal[tag], st.just(tag), frozenset({"string"}), ("≠",))
        members[tag] = _record(
            model,
            [Member("kind", "kind", "kind", label, False), Member("content", "content", "content", content, False)],
        )
    annotation: Any = None
    for each in members.values():
        annotation = each.annotation if annotation is None else annotation | each.annotation
    return Kind(
        Annotated[annotation, Field(discriminator="kind")],
        st.one_of([each.values for each in members.values()]),
        frozenset({"object"}),
        parts=lambda value, side: members[value["kind"]].parts(value, side),
        required=(("kind", "kind"), ("content", "content")),
    )


@st.composite
def _generics(draw: Draw, inner: st.SearchStrategy[Kind]) -> Kind:
    content: Kind = draw(inner)
    if draw(st.booleans()):
        return _record(Box[content.annotation], [Member("content", "content", "content", content, False)])
    items = _list_of(content, list[content.annotation])
    number = Kind(int | None, st.none() | _whole, frozenset({"null", "number"}))
    members = [Member("items", "items", "items", items, False), Member("next", "next", "next", number, True)]
    return _record(Page[content.annotation], members)


@st.composite
def _roots(draw: Draw, inner: st.SearchStrategy[Kind]) -> Kind:
    content: Kind = draw(inner)
    root: Any = create_model(_name("Root"), __base__=RootModel[content.annotation])
    return Kind(root, content.values, content.accepts, content.wrong, content.parts, content.required, content.answers)


@cache
def records() -> st.SearchStrategy[Kind]:
    """Models, dataclasses and the like."""
    return st.one_of(_records(kinds()), _trees(kinds()), _tagged(kinds()), _generics(kinds()))


def literal(value: Json) -> str:
    """Write JSON as TypeScript, on one line."""
    return json.dumps(value)
