"""Whole processes, and what they cost."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What one process took, with the processes that it started."""

    cpu: float
    """Seconds of user and system time: repeatable on a machine that others use too."""
    wall: float
    memory: float
    """MiB at its highest, of the largest process."""


@dataclass(frozen=True)
class Process:
    """A command, where it runs, and what has to be done before each run."""

    command: Sequence[str]
    folder: Path
    before: Callable[[], None] = lambda: None


def medians(processes: Mapping[str, Process], rounds: int) -> dict[str, Cost]:
    """Run each process once per round, in turn, so that a busy minute meets them all; return the medians."""
    runs = [{name: cost(process) for name, process in processes.items()} for _ in range(rounds)]
    return {
        name: Cost(
            cpu=statistics.median(each[name].cpu for each in runs),
            wall=statistics.median(each[name].wall for each in runs),
            memory=statistics.median(each[name].memory for each in runs),
        )
        for name in processes
    }


def cost(process: Process) -> Cost:
    """Run a process to its end; one that fails ends the benchmark."""
    process.before()
    started = time.perf_counter()
    with subprocess.Popen(
        process.command, cwd=process.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        output(process)  # again, to see why
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss / 1024)


def output(process: Process) -> bytes:
    """Return what a process prints on stdout."""
    environment = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run(process.command, cwd=process.folder, capture_output=True, check=False, env=environment)
    if done.returncode != 0:
        text = (done.stdout + done.stderr).decode()
        raise SystemExit(f"{' '.join(process.command)} failed in {process.folder}:\n{text[:3000]}")
    return done.stdout
