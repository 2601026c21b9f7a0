"""A folder in which one contender's code is generated, before and after a field was added to the application."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .application import application
from .contenders import Contender
from .contenders.contender import ROOT
from .exporting import documents
from .processes import Process
from .programs import COMPILER_OPTIONS

__all__ = ["ROOT", "Application", "Files", "Workspace"]

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Application:
    """The application in two states, and its documents."""

    folder: Path
    count: int

    @classmethod
    def written(cls, folder: Path, count: int) -> Application:
        """Write both states, and let the servers export their documents."""
        app = cls(folder, count)
        for changed in (False, True):
            state = app.state(changed)
            state.mkdir(parents=True)
            for name, text in application(count, changed=changed).items():
                (state / name).write_text(text)
            for name, content in documents(state).items():
                (state / name).write_bytes(content)
        return app

    def state(self, changed: bool) -> Path:
        """Return the folder of one state."""
        return self.folder / ("after" if changed else "before")


@dataclass(frozen=True)
class Workspace:
    """Where one contender works."""

    folder: Path
    contender: Contender
    application: Application

    @classmethod
    def made(cls, folder: Path, contender: Contender, application: Application) -> Workspace:
        """Make the folder, with the packages and the settings that the contender needs."""
        folder.mkdir(parents=True)
        (folder / "node_modules").symlink_to(contender.modules)
        workspace = cls(folder, contender, application)
        tsconfig = {"compilerOptions": COMPILER_OPTIONS, "files": ["app.tsx"]}
        workspace._put({name: text.encode() for name, text in contender.files.items()})
        workspace._put({"tsconfig.json": json.dumps(tsconfig).encode()})
        workspace.take(changed=False)
        return workspace

    @property
    def generation(self) -> Process:
        """The contender's command, to run where nothing was generated yet."""
        return Process(self.contender.command, self.folder, self.clear)

    def take(self, changed: bool) -> None:
        """Put one state of the application before the contender: its document, or what is written by hand."""
        shutil.copyfile(self.application.state(changed) / self.contender.document, self.folder / "document.json")
        written = self.contender.written(self.application.count, changed)
        self._put({name: text.encode() for name, text in written.items()})

    def clear(self) -> None:
        """Remove what was generated."""
        for each in self._outputs():
            each.unlink()

    def generated(self) -> Files:
        """Return what stands in the output."""
        return {str(each.relative_to(self.folder)): each.read_bytes() for each in self._outputs()}

    def times(self) -> dict[str, int]:
        """Return when each file of the output was last written."""
        return {str(each.relative_to(self.folder)): each.stat().st_mtime_ns for each in self._outputs()}

    def swap(self, files: Files) -> None:
        """Bring the output into another state, touching nothing that is the same."""
        present = self.generated()
        self._put({name: content for name, content in files.items() if present.get(name) != content})
        for name in present.keys() - files.keys():
            (self.folder / name).unlink()

    def _outputs(self) -> list[Path]:
        output = self.folder / self.contender.output
        found = [output] if output.is_file() else output.rglob("*")
        return sorted(each for each in found if each.is_file())

    def _put(self, files: Files) -> None:
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
