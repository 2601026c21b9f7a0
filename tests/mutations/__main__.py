"""Break each line in a copy of the project and run the tests that should notice: `python -m tests.mutations [words…]`.

With words, only lines of files whose path, or whose tests' name, holds one of them. Prints a table in Markdown; exits
with 1 if a broken line goes unnoticed, or is no longer there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias

from .lines import AT_THE_EDGE, DJANGO, ERRORS, EXPLORED, ON_DJANGO, RULES, Mutation

Suite: TypeAlias = Callable[[Path], str | None]
"""Runs tests in a copy of the project; returns the first that fails, as Markdown."""

ROOT = Path(__file__).parents[2]
SOURCES = ("cores/mizan-python/src", "backends/mizan-fastapi/src", "backends/mizan-django/src")
VECTORS = ("tests/afi/test_vectors.py",)
PYTHON_TESTS = ("cores/mizan-python/tests", *VECTORS)
DJANGO_TESTS = (
    "backends/mizan-django/tests",
    "--ignore=backends/mizan-django/tests/test_start_project.py",  # wants the frontends built
)


def main(words: list[str]) -> int:
    chosen = [
        each
        for each in (*ERRORS, *ON_DJANGO, *RULES, *EXPLORED, *AT_THE_EDGE)
        if not words or any(word in each.path or word in each.tests for word in words)
    ]
    with tempfile.TemporaryDirectory(prefix="mizan-mutations-") as name:
        copy = Path(name) / "project"
        _copy(copy)
        for suite in {_suite(each) for each in chosen}:
            _see_that_tests_pass(suite, copy)
        print("| what breaks | where | first test that notices |\n|---|---|---|")
        unnoticed = [each for each in chosen if not _is_noticed(each, copy)]
    for each in unnoticed:
        print(f"NOT NOTICED: {each.rule} ({each.path})", file=sys.stderr)
    return 1 if unnoticed else 0


def _copy(target: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for each in listed.decode().rstrip("\0").split("\0"):
        if (ROOT / each).is_file():
            (target / each).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / each, target / each)
    (target / "node_modules").symlink_to(ROOT / "node_modules")


def _see_that_tests_pass(suite: Suite, copy: Path) -> None:
    """Raise an error where tests fail though nothing is broken: they would notice everything."""
    failed = suite(copy)
    if failed:
        raise SystemExit(f"Nothing is broken, and yet fails {failed}.")


def _is_noticed(mutation: Mutation, copy: Path) -> bool:
    path = copy / mutation.path
    text = path.read_text()
    if mutation.line not in text:
        print(f"| {mutation.rule} | `{path.name}` | the line is gone |", flush=True)
        return False
    path.write_text(text.replace(mutation.line, mutation.broken, 1))
    test = _suite(mutation)(copy)
    path.write_text(text)
    print(f"| {mutation.rule} | `{path.name}` | {test or '**none**'} |", flush=True)
    return test is not None


def _suite(mutation: Mutation) -> Suite:
    """Return what runs the tests that should notice, until one fails."""
    if mutation.path.endswith(".ts"):
        return _node(mutation.tests)
    if mutation.path.endswith(".mjs"):
        return _at_the_edge(mutation.tests)
    return _first_failure_on_django if mutation.path.startswith(DJANGO) else _first_failure_of_core


@cache
def _node(pattern: str) -> Suite:
    return lambda copy: _first_failure_of_node(copy, pattern)


@cache
def _at_the_edge(test: str) -> Suite:
    return lambda copy: _first_failure_at_the_edge(copy, test)


def _first_failure_of_core(copy: Path) -> str | None:
    return _first_failure_of_python(copy, PYTHON_TESTS)


def _first_failure_on_django(copy: Path) -> str | None:
    return _first_failure_of_python(copy, DJANGO_TESTS) or _first_failure_of_python(copy, VECTORS)


def _first_failure_of_python(copy: Path, tests: tuple[str, ...]) -> str | None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(str(copy / each) for each in SOURCES)}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=no", *tests]
    done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, check=False)
    found = re.search(r"^(?:FAILED|ERROR) \S*?([^/:]+(?:::\S+)?)(?: |$)", done.stdout, re.MULTILINE)
    return f"`{found[1]}`" if done.returncode and found else None


def _first_failure_of_node(copy: Path, pattern: str) -> str | None:
    tests = sorted((copy / "frontends/mizan-client/tests").glob(pattern))
    return _run_node(copy / "frontends/mizan-client", ["--import", "tsx", *map(str, tests)])


def _first_failure_at_the_edge(copy: Path, test: str) -> str | None:
    """Run a test of the worker on Node alone, where it is fastest: what breaks here breaks everywhere."""
    return _run_node(copy / "workers/mizan-edge", [f"tests/{test}"], PLACES="Node")


def _run_node(folder: Path, words: list[str], **further: str) -> str | None:
    command = ["node", "--test", "--test-reporter=tap", *words]
    env = {**os.environ, **further}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=300)
    found = re.search(r"^ *not ok \d+ - (?!.*\.test\.m?[jt]s$)(.+)$", done.stdout, re.MULTILINE)
    return found[1] if done.returncode and found else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
