"""Canonical JSON, against the shared vectors and against properties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mizan_core import canonical

VECTORS = json.loads((Path(__file__).parents[3] / "protocol/spec/vectors/canonical/canonical.json").read_text("utf-8"))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-canonical.MAX_SAFE_INTEGER, canonical.MAX_SAFE_INTEGER)
    | st.floats(-1e15, 1e15)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


@pytest.mark.parametrize("case", VECTORS["accepted"], ids=lambda case: case["label"])
def test_accepted_values_have_one_spelling(case: dict[str, Any]) -> None:
    assert case["canonical"] == canonical.dumps(json.loads(case["json"])).decode()


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["label"])
def test_refused_values_have_none(case: dict[str, Any]) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.dumps(json.loads(case["json"]))


@given(values)
def test_spelling_keeps_the_value_and_is_stable(value: Any) -> None:
    spelt = canonical.dumps(value)
    assert json.loads(spelt) == value
    assert canonical.dumps(json.loads(spelt)) == spelt
    assert canonical.loads_canonical(spelt) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: 2}, {"a": object()}, b"x", "x" * 20_000])
def test_what_json_cannot_say_is_refused(value: Any) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.dumps(value)


def test_another_spelling_is_refused_with_the_right_one() -> None:
    with pytest.raises(canonical.NotCanonical) as refusal:
        canonical.loads_canonical(b'{"b":1, "a":1.0}')
    assert b'{"a":1,"b":1}' == refusal.value.canonical


@pytest.mark.parametrize("raw", [b"", b"{", b"NaN", b"\xff", b"\xef\xbb\xbf{}", b"[" * 10_000])
def test_what_is_no_json_is_refused(raw: bytes) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.loads_canonical(raw)
