"""Type checks: by both compilers, from nothing, and after a field was added."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from .processes import Outcome, Process, best
from .workspace import ROOT, Files, Workspace

COMPILERS = {"TypeScript 5.9": "typescript", "TypeScript 7": "typescript7"}
NOTES = "checked.tsbuildinfo"


def check(compiler: str, folders: Mapping[str, Path], rounds: int) -> dict[str, Outcome]:
    """Measure `tsc --incremental` on the programs in these folders, which it has not seen; it leaves its notes."""
    return best(
        {name: Process(_command(compiler), folder, partial(_forget, folder)) for name, folder in folders.items()},
        rounds,
    )


def check_again(
    compiler: str, workspaces: Mapping[str, tuple[Workspace, Files, Files]], rounds: int
) -> dict[str, Outcome]:
    """Measure the same after one more field, each time with the notes on the program without it."""
    processes: dict[str, Process] = {}
    for name, (workspace, _, after) in workspaces.items():
        notes = (workspace.folder / NOTES).read_bytes()
        processes[name] = Process(_command(compiler), workspace.folder, partial(_change, workspace, after, notes))
    outcomes = best(processes, rounds)
    for workspace, before, _ in workspaces.values():
        workspace.swap(before)
    return outcomes


def _forget(folder: Path) -> None:
    (folder / NOTES).unlink(missing_ok=True)


def _change(workspace: Workspace, after: Files, notes: bytes) -> None:
    workspace.swap(after)
    (workspace.folder / NOTES).write_bytes(notes)


def _command(compiler: str) -> tuple[str, ...]:
    tsc = str(ROOT / "node_modules" / COMPILERS[compiler] / "bin/tsc")
    return ("node", tsc, "-p", ".", "--incremental", "--tsBuildInfoFile", NOTES)
