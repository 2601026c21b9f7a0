"""Whole processes, and what they cost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LIMIT = 120
"""Seconds of CPU after which a process is ended, and its figure is that it took longer."""
PATIENCE = 4.0
"""Seconds after which a contender gets no further round."""


@dataclass(frozen=True)
class Cost:
    """What one process took, with the processes that it started."""

    cpu: float
    """Seconds of user and system time: repeatable on a machine that others use too."""
    wall: float
    memory: float
    """MiB at its highest, of the largest process."""


Outcome = Cost | str
"""What a process took, or why there is no figure: `failed`, or that it took longer than the limit."""


@dataclass(frozen=True)
class Process:
    """A command, where it runs, and what has to be done before each run."""

    command: Sequence[str]
    folder: Path
    before: Callable[[], object] = lambda: None
    environment: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def surroundings(self) -> dict[str, str]:
        """The environment: no colours, no reports about users, no tool that happens to be on somebody's PATH."""
        return {**os.environ, "NO_COLOR": "1", "DO_NOT_TRACK": "1", "CI": "1", **self.environment}


def best(processes: Mapping[str, Process], rounds: int) -> dict[str, Outcome]:
    """Run each process once per round, in turn, so that a busy minute meets them all; return the quickest runs."""
    found: dict[str, Outcome] = {}
    spent = dict.fromkeys(processes, 0.0)
    for _ in range(rounds):
        for name, process in processes.items():
            last = found.get(name)
            if isinstance(last, str) or spent[name] > PATIENCE:
                continue
            outcome = cost(process)
            if isinstance(outcome, str):
                found[name] = outcome
                continue
            spent[name] += outcome.wall
            found[name] = outcome if last is None else min(last, outcome, key=lambda each: each.cpu)
    return found


def cost(process: Process) -> Outcome:
    """Run a process to its end, or to the limit; tell on stderr why one failed."""
    process.before()
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        child = subprocess.Popen(
            ["sh", "-c", f'ulimit -S -t {LIMIT}; exec "$@"', "sh", *process.command],
            cwd=process.folder,
            env=process.surroundings,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
            return f"> {LIMIT}"
        if child.returncode != 0:
            said.seek(0)
            _tell(process, said.read().decode(errors="replace"))
            return "failed"
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def output(process: Process) -> bytes:
    """Return what a process prints on stdout; one that fails ends the benchmark."""
    done = subprocess.run(
        process.command, cwd=process.folder, env=process.surroundings, capture_output=True, check=False
    )
    if done.returncode != 0:
        _tell(process, (done.stdout + done.stderr).decode(errors="replace"))
        raise SystemExit(1)
    return done.stdout


def _tell(process: Process, text: str) -> None:
    print(f"{' '.join(process.command)} failed in {process.folder}:\n{text[:2000]}", file=sys.stderr)
