"""JSON texts: one value in its many spellings, and what is no JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from .values import mostly

_PIECES = (
    *(b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-0", b"0e400", b"01", b"1.", b".5", b"+1", b"1E2", b"-", b"0x1"),
    *(b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\x00", b"\x0b", b"\xc2\xa0"),
    *(b"\\ud800", b"\\u0000", b"\\x"),
    *(b"{", b"}", b"[", b"]", b'"', b",", b":", b"{}", b"null", b"true", b" ", b"\n", b"/**/", b"//", b"'"),
    *(b'"args":{},', b'"mounted":[],', b'"params":{},'),
)


def dump(value: Any) -> bytes:
    """Return a value as most clients would send it; what UTF-8 cannot hold is escaped."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def _otherwise(value: Any, how: int) -> bytes:
    if how == 0:
        return json.dumps(value, indent=1).encode()
    if how == 1:
        return b" \t\r\n" + json.dumps(value).encode() + b"\n"
    if how == 2:
        return _STRING.sub(_escaped, json.dumps(value, separators=(",", ":"))).encode()
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def _escaped(string: re.Match[str]) -> str:
    """Escape the first character though it need not be."""
    text = string[0]
    return text if text[1] in '\\"' else f'"\\u{ord(text[1]):04X}{text[2:]}'


def spelt(values: SearchStrategy[Any]) -> SearchStrategy[bytes]:
    """Return texts of values: as usual, otherwise, and no longer JSON."""
    usual = values.map(dump)
    otherwise = st.builds(_otherwise, values, st.integers(0, 3))
    return mostly(usual, otherwise, broken(usual))


@st.composite
def broken(draw: DrawFn, texts: SearchStrategy[bytes]) -> bytes:
    """Return a text with a piece put in, left out, or in the place of another; at times it is JSON still."""
    text = draw(texts)
    start = draw(st.integers(0, len(text)))
    end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 2, 5])))
    piece = draw(st.one_of(st.sampled_from(_PIECES), st.just(text[start:end] * 2), st.binary(max_size=3)))
    return text[:start] + piece + text[end:]
