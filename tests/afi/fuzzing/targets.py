"""Request targets below the mount point: endpoints, and what only looks like one."""

from __future__ import annotations

from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..messages import MOUNT
from .texts import dump, spelt
from .values import Values, mostly, names

_NAMES = ("nope", "", ".", "..", "__init__", "ECHO", "Echo", "echo.json", "tasks", "count", "*", "echo;x", "a" * 300)
_ROOMS = ("call", "context", "Call", "calls", "live", "token", "", ".", "form")
_PIECES = (
    *("/", "//", ".", "..", "/.", "/..", "+", ";", "?", "#", "\\", "@", ":", "~", "*", "&", "=", "a", "A"),
    *("%2F", "%2f", "%2E", "%00", "%0a", "%20", "%25", "%61", "%41", "%", "%zz", "%ff", "%c3", "%C3%A9"),
    *("%F0%9F%9A%80", "%ED%A0%80"),
)
_SAFE = "!~*'()-_."
"""What ECMAScript's encodeURIComponent leaves as it is."""


def quoted(text: bytes) -> str:
    """Return a value of a query string as browsers write it."""
    return quote(text, safe=_SAFE)


@st.composite
def spoilt(draw: DrawFn, targets: SearchStrategy[str]) -> str:
    """Return a target with a piece put in, left out, encoded, or in the place of another."""
    target = draw(targets)
    start = draw(st.integers(0, len(target)))
    end = min(len(target), start + draw(st.sampled_from([0, 0, 1, 3])))
    encoded = "".join(f"%{ord(each):02X}" for each in target[start:end])
    return target[:start] + draw(st.one_of(st.sampled_from(_PIECES), st.just(encoded))) + target[end:]


def paths(known: list[str]) -> SearchStrategy[str]:
    """Return paths below the mount point."""
    made = st.tuples(st.sampled_from(_ROOMS), st.sampled_from(_NAMES)).map("/".join)
    return st.one_of(spoilt(st.sampled_from(known)), spoilt(spoilt(st.sampled_from(known))), made).map(
        lambda path: f"{MOUNT}/{path}"
    )


@st.composite
def fetches(draw: DrawFn, values: Values, name: str, schema: dict[str, object], queries: list[str]) -> str:
    """Return the target of a GET of a context."""
    texts = values.near(schema).map(lambda value: dump(_sorted(value)))
    pairs = [f"params={draw(mostly(texts, spelt(values.near(schema))).map(quoted).filter(_is_short))}"]
    if draw(st.integers(0, 3)) == 0:
        pairs = []
    if draw(st.integers(0, 2)) == 0:
        listed = draw(st.lists(mostly(st.sampled_from(queries), names), max_size=4))
        pairs.append(f"only={quoted(','.join(listed).encode('utf-8', 'replace'))}")
    query = "&".join(draw(st.permutations(pairs)))
    target = st.just(f"{MOUNT}/context/{name}" + (f"?{query}" if query else ""))
    return draw(mostly(target, _after_the_path(target)))


def _is_short(value: str) -> bool:
    """Tell whether a server reads such a URL: uvicorn's heads end at 64 KiB."""
    return len(value) < 30_000


@st.composite
def _after_the_path(draw: DrawFn, targets: SearchStrategy[str]) -> str:
    """Return a target whose query string is spoilt."""
    path, _, query = draw(targets).partition("?")
    return f"{path}?{draw(spoilt(st.just(query)))}"


def _sorted(value: object) -> object:
    """Return objects with their members in order, as canonical JSON has them unless their names are rare."""
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_sorted(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
