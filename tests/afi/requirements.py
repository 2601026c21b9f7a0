"""The requirements of the protocol, as prose and as data.

`python -m tests.afi.requirements` writes `requirements.json` anew from the prose and keeps the reasons in it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TypedDict

SPEC = Path(__file__).parents[2] / "protocol" / "spec"
PROSE = SPEC / "protocol.md"
MANIFEST = SPEC / "requirements.json"

_SENTENCE = re.compile(r"^- \*\*(?P<id>AFI-[A-Z]+-\d+)\*\* (?P<text>.+(?:\n  .+)*)$", re.MULTILINE)
_HEADING = re.compile(r"^## \d+\. (?P<title>.+)$", re.MULTILINE)
_LEVEL = re.compile(r"\b(MUST NOT|MUST|SHOULD NOT|SHOULD|MAY)\b")


class Requirement(TypedDict, total=False):
    level: str
    section: str
    text: str
    untested: str


def manifest() -> dict[str, Requirement]:
    """Return `requirements.json`."""
    return json.loads(MANIFEST.read_text("utf-8"))


def prose() -> list[tuple[str, Requirement]]:
    """Return every sentence of the prose that bears an id, in order."""
    text = PROSE.read_text("utf-8")
    headings = [(match.start(), match["title"]) for match in _HEADING.finditer(text)]
    found: list[tuple[str, Requirement]] = []
    for match in _SENTENCE.finditer(text):
        sentence = " ".join(match["text"].split())
        section = [title for start, title in headings if start < match.start()][-1]
        found.append((match["id"], Requirement(level=_level(sentence), section=section, text=sentence)))
    return found


def _level(sentence: str) -> str:
    match = _LEVEL.search(sentence)
    return match[0] if match else ""


def main() -> None:
    """Write `requirements.json` from the prose."""
    known = manifest() if MANIFEST.exists() else {}
    written = {name: requirement | _reason(known.get(name)) for name, requirement in prose()}
    MANIFEST.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _reason(known: Requirement | None) -> Requirement:
    return Requirement(untested=known["untested"]) if known and "untested" in known else Requirement()


if __name__ == "__main__":
    main()
