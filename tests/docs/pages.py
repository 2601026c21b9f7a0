"""The fenced blocks of a page, and the project that they make up together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PATHS = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "cores/mizan-python/README.md",
    "backends/mizan-fastapi/README.md",
    "docs/*.md",
    "docs/guides/*.md",
    "docs/errors/codes.md",
)
_PROJECTS_OF_THEIR_OWN = ("docs/guides/django.md", "docs/guides/shapes.md", "backends/mizan-django/README.md")
_FENCE = re.compile(r"^( *)```(.*)$")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language, its file's name if it has one, where it begins, what it says."""

    language: str
    name: str
    line: int
    text: str


@dataclass(frozen=True)
class Page:
    """One page of the documentation."""

    path: Path

    @property
    def title(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(_blocks(self.text))

    @cached_property
    def prose(self) -> str:
        """The page without its blocks, its lines where they were."""
        lines = self.text.splitlines()
        for block in self.blocks:
            for index in range(block.line - 2, block.line + block.text.count("\n")):
                lines[index] = ""
        return "\n".join(lines)

    def of(self, *languages: str) -> list[Block]:
        """Return the blocks in these languages."""
        return [block for block in self.blocks if block.language in languages]

    def write(self, folder: Path) -> None:
        """Write the page's project: named blocks as files, the Python in between as main.py.

        Lines keep their numbers, so that every message points into the page.
        """
        files = {block.name: [block] for block in self.blocks if block.name}
        unnamed = [block for block in self.of("python") if block.name in ("", "main.py")]
        if unnamed:
            files["main.py"] = unnamed
        for block in self.of("tsx", "ts"):
            files.setdefault(block.name or f"src/L{block.line}.{block.language}", [block])
        for name, blocks in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_padded(blocks))


PAGES = tuple(
    Page(path)
    for pattern in _PATHS
    for path in sorted(ROOT.glob(pattern))
    if str(path.relative_to(ROOT)) not in _PROJECTS_OF_THEIR_OWN
)
"""Every page that a user reads; those of diagnostics, decisions and Django have tests of their own."""

_WRITTEN_ELSEWHERE = (
    *_PROJECTS_OF_THEIR_OWN,
    "docs/decisions/*.md",
    "docs/errors/[!c]*.md",
    "frontends/*/README.md",
    "protocol/*/*.md",
    "examples/*/README.md",
    "examples/frontends/*/README.md",
    "bench/*/README.md",
)
LINKED = (*PAGES, *(Page(path) for pattern in _WRITTEN_ELSEWHERE for path in sorted(ROOT.glob(pattern))))
"""Every page whose links are followed: those whose snippets other tests look after, too."""


def _blocks(text: str) -> Iterator[Block]:
    opened: tuple[int, str, str] | None = None
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        fence = _FENCE.match(line)
        if fence and opened:
            start, indent, info = opened
            language, _, name = info.partition(" ")
            body = "".join(f"{each.removeprefix(indent)}\n" for each in lines)
            yield Block(language, name, start + 1, body)
            opened = None
        elif fence:
            opened, lines = (number, fence[1], fence[2]), []
        else:
            lines.append(line)
    assert opened is None, f"the block that begins in line {opened and opened[0]} has no end"


def _padded(blocks: list[Block]) -> str:
    """Put blocks where they stand in the page, with blank lines between."""
    text = ""
    for block in blocks:
        text += "\n" * (block.line - 1 - text.count("\n")) + block.text
    return text
