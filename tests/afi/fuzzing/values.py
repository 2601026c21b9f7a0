"""JSON values for arguments and params: such as a schema describes, and such as none does."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

Schema: TypeAlias = Mapping[str, Any]

KEY = "key-of-this-example-"
"""Stands for a key that no other example uses, wherever an argument of this name is wanted."""

T = TypeVar("T")


def mostly(usual: SearchStrategy[T], *others: SearchStrategy[T]) -> SearchStrategy[T]:
    """Draw three times of four from the first; `one_of` gives all the same chance."""
    return st.integers(0, 3).flatmap(lambda drawn: usual if drawn < 3 else st.one_of(others))


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_ODD_TEXTS = (
    *("\x00", "\u202e", "e\u0301", "\ufeff", "\U0001f469\u200d\U0001f680", '"\\', "</script>", "x" * 5000),
    *("a,b", "NaN", "5", "true", "2030-01-02", "__proto__"),
    "\ud800",  # unpaired, so that only its escape can be sent
)
_ODD_NUMBERS = (
    *(0, -0.0, 1, -1, 5.0, 5.5, 1e16, -1e16, 1e21, 1e308, 5e-324, 0.1, 1e-7),
    *(2**31, 2**53 - 1, 2**53, 2**63, 2**64, -(2**63) - 1, 10**400),
    *(float("nan"), float("inf"), float("-inf")),
)
_ODD_NAMES = (
    *("", "__proto__", "constructor", "self", "request", "args", "key", "é", "e\u0301", "\u202e", "\x00", "a" * 300),
)

texts = st.one_of(_TEXT, st.sampled_from(_ODD_TEXTS))
numbers = st.one_of(st.integers(-1000, 1000), st.floats(width=32), st.integers(), st.sampled_from(_ODD_NUMBERS))
names = st.one_of(st.sampled_from(_ODD_NAMES), _TEXT)
anything: SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=6,
)
deep = st.tuples(st.sampled_from([30, 31, 32, 60, 61, 62, 63, 64, 65, 200]), st.booleans()).map(
    lambda drawn: _nested(*drawn)
)


def _nested(levels: int, in_objects: bool) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": value} if in_objects else [value]
    return value


_FORMATS: Mapping[str, SearchStrategy[str]] = {
    "date": st.dates().map(str),
    "time": st.times().map(str),
    "date-time": st.datetimes(timezones=st.timezones() | st.none()).map(lambda each: each.isoformat()),
    "duration": st.sampled_from(["PT0S", "P1D", "-PT1.5S", "P1Y2M3DT4H5M6S", "PT36H", "P1W", "1:02:03", "P"]),
    "uuid": st.uuids().map(str),
    "uri": st.sampled_from(["https://a.example/", "HTTP://A.example:80/x?y#z", "mailto:a@b", "data:,x", "//x"]),
    "ipv4": st.ip_addresses(v=4).map(str),
    "path": _TEXT,
    "decimal": st.decimals(allow_nan=False, allow_infinity=False).map(str),
    "bigint": st.integers().map(str),
    "base64url": st.binary(max_size=20).map(lambda each: base64.urlsafe_b64encode(each).decode()),
}
_PLAIN: Mapping[str, SearchStrategy[Any]] = {
    "string": _TEXT,
    "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-50, 50),
    "boolean": st.booleans(),
    "null": st.none(),
}


class Values:
    """Values by schema; `components` are the schemas that others refer to."""

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self._components = components
        self.fitting = cache(self._fitting)

    def _fitting(self, name: str) -> SearchStrategy[Any]:
        return self.of(self._components[name])

    def of(self, schema: Schema) -> SearchStrategy[Any]:
        """Return values that a schema describes, or nearly so."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return st.deferred(lambda: self.fitting(name))
        if "const" in schema:
            return st.just(schema["const"])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return st.one_of([self.of(each) for each in schema[union]])
        return self._of_type(schema)

    def _of_type(self, schema: Schema) -> SearchStrategy[Any]:
        kind = schema.get("type")
        if kind == "array":
            return self._array(schema)
        if kind == "object":
            return self._object(schema)
        if kind == "string" and schema.get("format") in _FORMATS:
            return _FORMATS[schema["format"]]
        if kind == "integer":
            return st.integers(schema.get("minimum", -50), schema.get("maximum", 50))
        return _PLAIN.get(kind or "", anything)

    def _array(self, schema: Schema) -> SearchStrategy[Any]:
        if "prefixItems" in schema:
            return st.tuples(*(self.of(each) for each in schema["prefixItems"])).map(list)
        return st.lists(self.of(schema.get("items", {})), max_size=3)

    def _object(self, schema: Schema) -> SearchStrategy[Any]:
        properties = {name: self._member(name, each) for name, each in schema.get("properties", {}).items()}
        required = {name: each for name, each in properties.items() if name in schema.get("required", ())}
        optional = {name: each for name, each in properties.items() if name not in required}
        if not properties and isinstance(schema.get("additionalProperties"), Mapping):
            return st.dictionaries(names, self.of(schema["additionalProperties"]), max_size=3)
        return st.fixed_dictionaries(required, optional=optional)

    def _member(self, name: str, schema: Schema) -> SearchStrategy[Any]:
        return st.just(KEY) if name == "key" else self.of(schema)

    def near(self, schema: Schema) -> SearchStrategy[Any]:
        """Return values that an object's schema describes, and such in which something is wrong."""
        return mostly(self.of(schema), _spoilt(self.of(schema)))


@st.composite
def _spoilt(draw: DrawFn, values: SearchStrategy[Any]) -> Any:
    """Return an object with one thing wrong: a member more, less, or of another kind; or no object at all."""
    value = draw(values)
    if not isinstance(value, dict):
        return draw(anything)
    how = draw(st.integers(0, 5))
    if how == 0:
        return draw(anything)
    if how == 1 or not value:
        return {**value, draw(names): draw(anything)}
    name = draw(st.sampled_from(sorted(value)))
    if how == 2:
        return {each: value[each] for each in value if each != name}
    return {**value, name: draw(st.one_of(anything, deep) if how < 5 else _spoilt(st.just(value[name])))}
