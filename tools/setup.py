"""Sets up a checkout: virtual environment, packages, and with `--tests` what only tests need: Chromium,
PostgreSQL and Redis.

Does again only what changed.

Needs nothing but Python 3.11 or newer, Node 20 or newer and npm.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import postgres

ROOT = Path(__file__).parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PACKAGES = ("cores/mizan-python", "backends/mizan-fastapi", "backends/mizan-django", "examples/shared")
LOGS = ("redis-server", "valkey-server")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Bring the checkout up to date; 1 with a sentence on what is missing."""
    try:
        check_versions()
        once("python", [ROOT / "requirements-dev.lock", *(ROOT / each / "pyproject.toml" for each in PACKAGES)], python)
        once("node", [ROOT / "package-lock.json", *workspaces()], node)
        if "--tests" in sys.argv:
            browser()
            database()
            log()
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


def workspaces() -> list[Path]:
    """Return the package.json of every npm workspace."""
    patterns = json.loads((ROOT / "package.json").read_text())["workspaces"]
    return sorted(path for pattern in patterns for path in ROOT.glob(f"{pattern}/package.json"))


class SetupError(Exception):
    """Something that a person has to install."""


def check_versions() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  # this file runs before anything is installed
        raise SetupError(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.")
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise SetupError("Node 20 or newer is needed, with npm: install nodejs and npm.")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < 20:
        raise SetupError(f"Node 20 or newer is needed, this is {version}.")


def once(name: str, inputs: list[Path], work: object) -> None:
    """Do a piece of work unless its inputs are what they were when it last succeeded."""
    stamp = VENV / f"{name}.stamp"
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()
    product = ROOT / "node_modules" if name == "node" else PYTHON
    if product.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    print(f"setup: {name} packages …", flush=True)
    work()  # type: ignore[operator]
    stamp.write_text(digest)


def python() -> None:
    if not PYTHON.exists() and subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode:
        raise SetupError("python3 -m venv failed: install Debian's python3-venv, or your system's like of it.")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "--requirement", str(ROOT / "requirements-dev.lock")])
    editable = [argument for each in PACKAGES for argument in ("--editable", str(ROOT / each))]
    run([*pip, "--no-deps", "--no-build-isolation", *editable])


def node() -> None:
    environment = {**os.environ, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"}
    run(["npm", "ci", "--silent"], environment)


def browser() -> None:
    if not any(shutil.which(each) for each in BROWSERS):
        install("chromium", "The browser tests need Chromium: install Debian's package chromium, or your system's.")


def database() -> None:
    if "DATABASE_URL" not in os.environ and postgres.found() is None:
        install(
            "postgresql",
            "The tests of Django's backend need PostgreSQL: install Debian's package postgresql, or your system's; "
            "or set DATABASE_URL to a database in which they may create others.",
        )


def log() -> None:
    if not any(shutil.which(each) for each in LOGS):
        install("redis-server", "Tests of live need Redis: install Debian's package redis-server, or your system's.")


def install(package: str, otherwise: str) -> None:
    """Install a package of Debian's where we may; else say what to do."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SetupError(otherwise)
    print(f"setup: {package} …", flush=True)
    run(["apt-get", "update", "-qq"])
    run(["apt-get", "install", "-y", "-qq", package], {**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        raise SetupError(f"this failed: {' '.join(command)}")


if __name__ == "__main__":
    sys.exit(main())
