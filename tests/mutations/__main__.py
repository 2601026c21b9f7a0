"""Break each line in a copy of the project and run the tests that should notice: `python -m tests.mutations`.

Prints a table in Markdown; exits with 1 if a broken line goes unnoticed, or is no longer there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .lines import ERRORS, RULES, Mutation

ROOT = Path(__file__).parents[2]
SOURCES = ("cores/mizan-python/src", "backends/mizan-fastapi/src")
PYTHON_TESTS = ("cores/mizan-python/tests", "tests/afi/test_vectors.py")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="mizan-mutations-") as name:
        copy = Path(name) / "project"
        _copy(copy)
        print("| what breaks | where | first test that notices |\n|---|---|---|")
        unnoticed = [each for each in (*ERRORS, *RULES) if not _is_noticed(each, copy)]
    for each in unnoticed:
        print(f"NOT NOTICED: {each.rule} ({each.path})", file=sys.stderr)
    return 1 if unnoticed else 0


def _copy(target: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for each in listed.decode().rstrip("\0").split("\0"):
        if (ROOT / each).is_file():
            (target / each).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / each, target / each)
    (target / "node_modules").symlink_to(ROOT / "node_modules")


def _is_noticed(mutation: Mutation, copy: Path) -> bool:
    path = copy / mutation.path
    text = path.read_text()
    if mutation.line not in text:
        print(f"| {mutation.rule} | `{path.name}` | the line is gone |", flush=True)
        return False
    path.write_text(text.replace(mutation.line, mutation.broken, 1))
    test = _first_failure_of_python(copy) if path.suffix == ".py" else _first_failure_of_node(copy)
    path.write_text(text)
    print(f"| {mutation.rule} | `{path.name}` | {test or '**none**'} |", flush=True)
    return test is not None


def _first_failure_of_python(copy: Path) -> str | None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(str(copy / each) for each in SOURCES)}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=no", *PYTHON_TESTS]
    done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, check=False)
    found = re.search(r"^(?:FAILED|ERROR) \S*?([^/:]+(?:::\S+)?)(?: |$)", done.stdout, re.MULTILINE)
    return f"`{found[1]}`" if done.returncode and found else None


def _first_failure_of_node(copy: Path) -> str | None:
    tests = sorted((copy / "frontends/mizan-client/tests").glob("*.test.ts"))
    command = ["node", "--test", "--test-reporter=tap", "--import", "tsx", *map(str, tests)]
    done = subprocess.run(
        command, cwd=copy / "frontends/mizan-client", capture_output=True, text=True, check=False, timeout=300
    )
    found = re.search(r"^ *not ok \d+ - (?!.*\.test\.ts$)(.+)$", done.stdout, re.MULTILINE)
    return found[1] if done.returncode and found else None


if __name__ == "__main__":
    sys.exit(main())
