"""Generating: the first time, and again after a field was added."""

from __future__ import annotations

import re
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping
from typing import Any

from .contenders import MIZAN
from .contenders.mizan import COMMAND
from .processes import Cost, Outcome, Process, best, cost
from .workspace import Files, Workspace

SILENCE = 300.0
"""Seconds that a watching generator may take to say something."""
CHANGES = 5
"""How many changes a watching generator is shown; the last one adds the field."""


def generate(workspaces: Mapping[str, Workspace], rounds: int) -> dict[str, Outcome]:
    """Measure whole processes that write all files."""
    return best({name: workspace.generation for name, workspace in workspaces.items()}, rounds)


def states(workspace: Workspace) -> tuple[Files, Files] | None:
    """Generate before and after the change, unmeasured; None if that fails or takes too long."""
    found: list[Files] = []
    for changed in (True, False):
        workspace.take(changed)
        if workspace.contender.command and isinstance(cost(workspace.generation), str):
            return None
        found.append(workspace.generated())
    after, before = found
    return before, after


def regenerate(workspace: Workspace) -> dict[str, Any]:
    """Measure what one more field costs, and count the files that are written; leave the output as it then is.

    Ours is watching, and its time is that on the clock. A peer runs again, and its time is that of the CPU.
    """
    if workspace.contender is MIZAN:
        return _watched(workspace)
    workspace.take(changed=True)
    before = workspace.times()
    outcome = cost(Process(workspace.contender.command, workspace.folder))
    written = sum(before.get(name) != time for name, time in workspace.times().items())
    return {"seconds": outcome.cpu if isinstance(outcome, Cost) else outcome, "files": written}


def _watched(workspace: Workspace) -> dict[str, Any]:
    """Change the document while `mizan-generate --watch` runs; from then until it says what it wrote."""
    command = [*COMMAND, "--watch"]
    with subprocess.Popen(
        command, cwd=workspace.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0
    ) as child:
        try:
            said = _Said(child)
            said.until(r"Watching")
            took: list[float] = []
            written = 0
            for change in range(CHANGES):
                started = time.perf_counter()
                workspace.take(changed=change % 2 == 0)
                text = said.until(r"\(\d+ ms\)\n(  \w+ +\S+\n)+")
                took.append(time.perf_counter() - started)
                written = len(re.findall(r"^  wrote ", text, re.MULTILINE))
        finally:
            child.send_signal(signal.SIGTERM)
    return {"seconds": min(took), "files": written}


class _Said:
    """What a process says, as it says it."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        assert child.stdout is not None
        self._stream = child.stdout
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._stream, selectors.EVENT_READ)

    def until(self, pattern: str) -> str:
        """Return what is said from now on until it matches, or end the benchmark."""
        text, deadline = "", time.monotonic() + SILENCE
        while not re.search(pattern, text):
            ready = self._selector.select(deadline - time.monotonic())
            chunk = self._stream.read(65536) if ready else b""
            if not chunk:
                raise SystemExit(f"mizan-generate --watch said nothing that matches {pattern!r}:\n{text}")
            text += chunk.decode()
        return text
