"""Which bytes are refused before parsing, against Python's own parser as the judge."""

from __future__ import annotations

import asyncio
import json
import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from mizan_core import BadRequest, Registry, register
from mizan_core.client.function import client
from mizan_core.dispatch import Call
from mizan_core.strict_json import MAX_DEPTH, check
from mizan_core.testing import MizanClient

numbers = st.one_of(
    st.integers().map(str),
    st.floats(allow_nan=True, allow_infinity=True).map(json.dumps),
    st.from_regex(r"-?(0|[1-9][0-9]{0,5})(\.[0-9]{1,3})?([eE][+-]?[0-9]{1,4})?", fullmatch=True),
    st.integers(300, 320).map(lambda length: "9" * length),
    st.tuples(st.integers(200, 320), st.integers(0, 120)).map(lambda sizes: "9" * sizes[0] + f"e{sizes[1]}"),
)
strings = st.one_of(st.text(), st.sampled_from(["NaN", "1e999", "[[[[", '"{', "\\", "Infinity"])).map(json.dumps)
documents = st.recursive(
    st.one_of(numbers, strings, st.sampled_from(["true", "false", "null"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: "[" + ",".join(items) + "]"),
        st.dictionaries(strings, inner, max_size=4).map(
            lambda fields: "{" + ",".join(f"{key}:{value}" for key, value in fields.items()) + "}"
        ),
    ),
    max_leaves=20,
)


def is_finite(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(is_finite, value))
    if isinstance(value, dict):
        return all(map(is_finite, value.values()))
    return not isinstance(value, float) or math.isfinite(value)


def passes(body: bytes) -> bool:
    try:
        check(body)
    except BadRequest:
        return False
    return True


@given(documents)
def test_a_document_passes_exactly_if_its_numbers_are_finite(text: str) -> None:
    # An integer is finite if a double can hold it, since that is what a browser reads it into.
    assert passes(text.encode()) == is_finite(json.loads(text, parse_int=float))


@given(st.integers(0, 200), st.sampled_from(["[", '{"a":']), strings)
def test_a_document_passes_exactly_up_to_the_depth(depth: int, opener: str, leaf: str) -> None:
    closer = "]" if opener == "[" else "}"
    assert passes((opener * depth + leaf + closer * depth).encode()) == (depth <= MAX_DEPTH)


def test_wide_documents_are_not_deep() -> None:
    assert passes(json.dumps({"a": [[{"b": [n]}] for n in range(1000)], "s": "]}[{" * 100}).encode())


@given(st.binary(max_size=200) | documents.map(str.encode))
def test_no_body_makes_the_server_fail(body: bytes) -> None:
    answer = asyncio.run(FUZZED.asend(Call("anything", body, None)))  # type: ignore[arg-type]  # replaced

    assert answer.status in (200, 400, 422)
    assert ("error" in answer.json) == (answer.status != 200)


FUZZ_REGISTRY = Registry()


@register(registry=FUZZ_REGISTRY)
@client
def anything(value: Any = None, number: float = 0, text: str = "", things: dict[str, int] | None = None) -> Any:
    return [value, number, text, things]


FUZZED = MizanClient(registry=FUZZ_REGISTRY)
