"""Bundles: what of the generated code, and of the cache library below it, reaches a browser."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass

from .contenders import Function
from .processes import Process, output
from .programs import entry, functions
from .workspace import ROOT, Workspace

MANY = 100
"""How many functions the larger bundle uses, as far as there are so many."""
ESBUILD = str(ROOT / "node_modules/.bin/esbuild")
OPTIONS = (
    "--bundle",
    "--minify",
    "--format=esm",
    "--target=es2022",
    "--define:process.env.NODE_ENV='production'",
    "--external:react",
    "--external:react/*",
    "--external:react-dom",
    "--log-level=error",
)


@dataclass(frozen=True)
class Bundle:
    """The bytes of a page that uses one query and one mutation."""

    gzipped: int
    minified: int
    further: float | None
    """Minified bytes of each further function; None where there is none."""


def bundle(workspace: Workspace, count: int) -> Bundle:
    """Bundle a page that uses two functions, and one that uses many."""
    few = _bundled(workspace, functions(2))
    used = min(MANY, count)
    further = (len(_bundled(workspace, functions(used))) - len(few)) / (used - 2) if used > 2 else None
    return Bundle(len(gzip.compress(few, 9)), len(few), further)


def _bundled(workspace: Workspace, used: Sequence[Function]) -> bytes:
    (workspace.folder / "entry.ts").write_text(entry(workspace.contender, used))
    code = output(Process([ESBUILD, "entry.ts", *OPTIONS], workspace.folder))
    if any(f"items_{function.n}".encode() not in code for function in used):
        raise SystemExit(f"{workspace.contender.name}'s bundle lacks a function that it uses: {workspace.folder}")
    return code
