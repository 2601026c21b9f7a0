"""The vectors: data files in, single cases out."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from .requirements import SPEC

VECTORS = SPEC / "vectors"
FORMATS = {
    "cache-keys": "cache-keys-vectors",
    "canonical/canonical": "canonical-vectors",
    "document": "document-vectors",
    "live": "live-vectors",
    "tokens": "token-vectors",
}
"""The schema of each suite; `vectors` for those that are cases."""

_VARIABLE = re.compile(r"\$\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Step:
    """One request and what is expected of its answer; `keep` names cookies of the answer for later steps."""

    request: Mapping[str, Any]
    response: Mapping[str, Any]
    identity: str
    by_cookie: bool
    keep: Mapping[str, str]

    def knowing(self, kept: Mapping[str, str]) -> Step:
        """Return the step with what was kept of earlier answers."""
        return replace(self, request=fill(self.request, kept), response=fill(self.response, kept)) if kept else self


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One test case; `steps` gives it a fresh `${unique}` each time, and the `${signature}` of the document."""

    id: str
    requires: tuple[str, ...]
    needs: frozenset[str]
    _data: Mapping[str, Any]
    _row: Mapping[str, Any]

    def steps(self) -> list[Step]:
        """Return the steps of one run."""
        steps = self._data.get("steps", [{}])
        later = {name: f"${{{name}}}" for each in steps for name in each.get("keep", ())}
        known = {**self._row, **later, "unique": secrets.token_hex(8), "signature": _signature()}
        return [_step(self._data | each, known) for each in steps]


@cache
def _signature() -> str:
    from .backends import BACKENDS
    from .documents import exported

    return json.loads(exported(next(iter(BACKENDS))))["x-mizan"]["signature"]


def suites() -> list[str]:
    """Return the names of all suites, those of cases and others."""
    return sorted(path.relative_to(VECTORS).with_suffix("").as_posix() for path in VECTORS.glob("**/*.json"))


def suite(name: str) -> Any:
    """Return one vector file as it stands."""
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


@cache
def all_cases() -> tuple[Case, ...]:
    """Return every case of every suite, tables spread out."""
    return tuple(
        case for name in suites() if name not in FORMATS for each in suite(name)["cases"] for case in _spread(each)
    )


def _spread(data: dict[str, Any]) -> Iterator[Case]:
    table = data.get("each")
    if table is None:
        yield _case(data, "", {})
        return
    for row in table["rows"]:
        yield _case(data, f".{row[0]}", dict(zip(table["columns"], row, strict=True)))


def _case(data: dict[str, Any], suffix: str, row: Mapping[str, Any]) -> Case:
    return Case(data["id"] + suffix, tuple(data["requires"]), frozenset(data.get("needs", ())), data, row)


def _step(data: Mapping[str, Any], known: Mapping[str, Any]) -> Step:
    return Step(
        request=fill(data["request"], known),
        response=fill(data["response"], known),
        identity=fill(data.get("as", "anonymous"), known),
        by_cookie=data.get("via") == "cookie",
        keep=data.get("keep", {}),
    )


def fill(template: Any, known: Mapping[str, Any]) -> Any:
    """Put values in the place of `${…}`: any JSON where it stands alone, text within text."""
    if isinstance(template, str):
        alone = _VARIABLE.fullmatch(template)
        if alone is not None:
            return known[alone[1]]
        return _VARIABLE.sub(lambda match: str(known[match[1]]), template)
    if isinstance(template, list):
        return [fill(each, known) for each in cast(list[Any], template)]
    if isinstance(template, dict):
        return {name: fill(each, known) for name, each in cast(dict[str, Any], template).items()}
    return template
