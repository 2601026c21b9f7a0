"""Runs a command with a PostgreSQL server of its own: `python3 tools/postgres.py <command…>`.

The command finds it in DATABASE_URL. Where that is set already, that server is used. The server's data lies in a
temporary folder and is thrown away with it, so nothing in it needs to survive a crash.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def main(command: list[str]) -> int:
    """Run the command and return its exit code."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    if "DATABASE_URL" in os.environ:
        return subprocess.run(command, check=False).returncode
    binaries = found()
    if binaries is None:
        print("PostgreSQL is needed: install it (Debian: postgresql), or set DATABASE_URL.", file=sys.stderr)
        return 1
    with serving(binaries) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


def found() -> Path | None:
    """Return the folder of PostgreSQL's programs; Debian keeps them off the PATH."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]))
    return versions[-1].parent if versions else None


@contextmanager
def serving(binaries: Path) -> Generator[str]:
    """Start a server on a free port and yield its URL."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        data = f"{folder}/data"
        _own(folder)
        _run([binaries / "initdb", "-D", data, "-U", "mizan", "-A", "trust", "-E", "UTF8", "--no-sync"])
        port = _free_port()
        settings = [word for each in QUICK for word in ("-c", each)]
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {' '.join(settings)}"
        _run([binaries / "pg_ctl", "-D", data, "-l", f"{folder}/log", "-w", "-o", options, "start"])
        try:
            yield f"postgresql://mizan@127.0.0.1:{port}/postgres"
        finally:
            _run([binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"])


def _own(folder: str) -> None:
    """Give the folder to whom the server runs as: PostgreSQL refuses to be root."""
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)


def _run(command: list[Path | str]) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(each) for each in command], user=user, cwd="/", capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
