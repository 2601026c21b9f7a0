"""All figures of an application of one size."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from . import bundling, checking, editing, exporting, generating
from .contenders import MIZAN, Contender
from .processes import Cost, output
from .programs import EMPTY, functions, page
from .rows import row
from .workspace import Application, Files, Workspace

Rows = list[dict[str, Any]]
SMALLEST = 4
"""Functions of the smallest application. With two the page's would be neighbours, whose statements esbuild joins."""
EDITED = 10
"""How many functions the page in the editor uses."""


class Size:
    """An application of so many functions, and its contenders' workspaces."""

    def __init__(self, folder: Path, count: int, peers: Sequence[Contender], rounds: int) -> None:
        self.folder, self.count, self.rounds = folder, count, rounds
        self._say("write the application, export its documents")
        self.application = Application.written(folder / "application", count)
        self.workspaces = {
            each.name: Workspace.made(folder / each.name, each, self.application) for each in (MIZAN, *peers)
        }
        self.empty = folder / "empty"
        self.empty.mkdir()
        (self.empty / "node_modules").symlink_to(MIZAN.modules)
        (self.empty / "app.tsx").write_text(EMPTY)
        (self.empty / "tsconfig.json").write_text((folder / MIZAN.name / "tsconfig.json").read_text())
        self.before: dict[str, Files] = {}
        self.states: dict[str, tuple[Files, Files]] = {}

    def rows(self) -> Iterable[Rows]:
        """Measure one thing after the other."""
        yield self.exports()
        yield self.generation()
        yield self.regeneration()
        for compiler in checking.COMPILERS:
            for used in dict.fromkeys((1, self.count // 2)):
                yield self.checks(compiler, used)
        yield self.edits()
        yield self.bundling()

    def exports(self) -> Rows:
        """Export the document."""
        self._say("export")
        return [self._row("export, s", exporting.seconds(self.application.state(False), self.rounds))]

    def generation(self) -> Rows:
        """Generate from nothing; a contender that cannot is measured no further."""
        self._say("generate")
        costs = generating.generate(self._only(self._is_measured), self.rounds)
        self.before = {
            name: each.generated() for name, each in self.workspaces.items() if isinstance(costs.get(name), Cost)
        }
        memory = {name: cost.memory if isinstance(cost, Cost) else cost for name, cost in costs.items()}
        sizes = {name: sum(map(len, files.values())) / 1e6 for name, files in self.before.items()}
        return [
            self._row("generate, s", costs),
            self._row("generate, MiB", memory),
            self._row("emitted, MB", sizes),
        ]

    def regeneration(self) -> Rows:
        """Generate again after one more field, and keep what both states of the application become."""
        self._say("regenerate")
        found: dict[str, Any] = {}
        for name, workspace in self.workspaces.items():
            if name in self.before:
                found[name] = generating.regenerate(workspace)
                if not isinstance(found[name]["seconds"], str):
                    self.states[name] = (self.before[name], workspace.generated())
            elif not self._is_measured(workspace.contender) and (states := generating.states(workspace)):
                self.states[name] = states
        for name, (before, _) in self.states.items():
            self.workspaces[name].swap(before)
        return [
            self._row("regenerate, s", {name: each["seconds"] for name, each in found.items()}),
            self._row("regenerate, files written", {name: each["files"] for name, each in found.items()}),
        ]

    def checks(self, compiler: str, used: int) -> Rows:
        """Type-check programs that use some functions."""
        what = f"{compiler}, {'N/2' if used > 1 else 1} used"
        ready = self._pages(used)
        self._say(what)
        folders = {"empty": self.empty, **{name: each.folder for name, each in ready.items()}}
        cold = checking.check(compiler, folders, self.rounds)
        quick = {name: (each, *self.states[name]) for name, each in ready.items() if not isinstance(cold[name], str)}
        self._say(f"{what}, one more field")
        again = {"empty": cold["empty"], **checking.check_again(compiler, quick, self.rounds)}
        return [self._row(f"{what}, s", cold), self._row(f"{what}, one more field, s", again)]

    def edits(self) -> Rows:
        """Edit a page in an editor."""
        self._say("editor")
        ready = self._pages(min(EDITED, self.count))
        found = editing.edit({name: each.folder for name, each in ready.items()})
        seconds = {name: each if isinstance(each, str) else each["seconds"] for name, each in found.items()}
        opened = {name: each if isinstance(each, str) else each["opened"] for name, each in found.items()}
        return [self._row("editor, s", seconds), self._row("editor, opening the page, s", opened)]

    def bundling(self) -> Rows:
        """Bundle pages, and compare with the smallest application what a function costs that is not used."""
        self._say("bundles")
        ready = self._only(lambda each: each.hook is not None and each.name in self.states)
        bundles = {name: bundling.bundle(workspace, self.count) for name, workspace in ready.items()}
        more = self.count - SMALLEST
        unused = {name: (each.minified - self._smallest(name)) / more for name, each in bundles.items() if more > 0}
        return [
            self._row("bundle, KiB", {name: each.gzipped / 1024 for name, each in bundles.items()}),
            self._row("bytes per unused function", unused),
            self._row("bytes per further function", {name: each.further for name, each in bundles.items()}),
        ]

    @cached_property
    def _smallest_application(self) -> Application:
        return Application.written(self.folder / "smallest" / "application", SMALLEST)

    def _smallest(self, name: str) -> int:
        """Return the minified bytes of the same page where there are no other functions."""
        contender = self.workspaces[name].contender
        workspace = Workspace.made(self.folder / "smallest" / name, contender, self._smallest_application)
        if contender.command:
            output(workspace.generation)
        return bundling.bundle(workspace, SMALLEST).minified

    @staticmethod
    def _is_measured(contender: Contender) -> bool:
        return bool(contender.command) and contender.generates

    def _pages(self, used: int) -> Mapping[str, Workspace]:
        ready = self._only(lambda each: each.name in self.states)
        for workspace in ready.values():
            (workspace.folder / "app.tsx").write_text(page(workspace.contender, functions(used)))
        return ready

    def _only(self, suits: Callable[[Contender], bool]) -> dict[str, Workspace]:
        return {name: each for name, each in self.workspaces.items() if suits(each.contender)}

    def _row(self, what: str, figures: Mapping[str, Any]) -> dict[str, Any]:
        return row(what, self.count, figures)

    def _say(self, what: str) -> None:
        print(f"{self.count} functions: {what}", file=sys.stderr, flush=True)
