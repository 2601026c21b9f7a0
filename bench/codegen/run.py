"""Compare the generator and its code with its peers': `python -m bench.codegen.run [--sizes …] [--peers …]`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .contenders import PEERS, Contender
from .contenders.contender import PEERS as PACKAGES
from .contenders.contender import ROOT
from .measuring import Rows, Size
from .processes import Process, output

RESULTS = ROOT / "bench" / "results" / "codegen.json"
SIZES = (10, 100, 1000, 5000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and write them as JSON; 1 if one of ours misses its goal."""
    options = _options(arguments)
    peers = [PEERS[name] for name in options.peers]
    if peers:
        _install()
    missed = False
    for count in options.sizes:
        rows: Rows = []
        with tempfile.TemporaryDirectory(prefix="mizan-bench-") as folder:
            for found in Size(Path(folder), count, peers, options.rounds).rows():
                rows += _told(found)
                _write(options.output, peers, count, rows)  # so that an accident costs the last step alone
        missed = missed or any(row["met"] is False for row in rows)
    return 1 if missed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.codegen.run", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="numbers of functions, as in 10,100")
    parser.add_argument("--peers", type=_peers, default=list(PEERS), help=f"some of {','.join(PEERS)}, or none")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is run that does not take long")
    parser.add_argument("--output", type=Path, default=RESULTS, help="the file of the results")
    return parser.parse_args(arguments)


def _sizes(text: str) -> list[int]:
    sizes = sorted({int(each) for each in text.split(",")})
    if sizes[0] < 2:
        raise argparse.ArgumentTypeError("an application has two functions or more")
    return sizes


def _peers(text: str) -> list[str]:
    names = [name for name in text.split(",") if name and name != "none"]
    for name in names:
        if name not in PEERS:
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(PEERS)}")
    return names


def _install() -> None:
    """Install the peers as their lock file has them, unless they are there."""
    folder = PACKAGES.parent
    lock, installed = folder / "package-lock.json", PACKAGES / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    print("install the peers", file=sys.stderr)
    subprocess.run(["npm", "ci", "--silent", "--ignore-scripts"], cwd=folder, check=True)


def _told(rows: Rows) -> Rows:
    for row in rows:
        figures = {
            name: figure
            for name, figure in row.items()
            if name not in ("what", "functions", "costs", "met") and figure is not None
        }
        told = ", ".join(
            f"{name} {figure:.2f}" if isinstance(figure, float) else f"{name} {figure}"
            for name, figure in figures.items()
        )
        print(f"{row['functions']:5} {row['what']:45} {told}", flush=True)
    return rows


def _write(path: Path, peers: Sequence[Contender], count: int, rows: Rows) -> None:
    """Write the rows of one size in the place of those that a former run found, and keep what it found of others."""
    former: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"machine": {}, "rows": []}
    kept: Rows = [row for row in former["rows"] if row["functions"] != count]
    machine = {**former["machine"], **_machine(peers), "load": f"{os.getloadavg()[2]:.1f}"}
    rows = sorted([*kept, *rows], key=lambda row: row["functions"])
    path.write_text(json.dumps({"machine": machine, "rows": rows}, indent=2) + "\n")


def _machine(peers: Sequence[Contender]) -> dict[str, str]:
    def installed(modules: Path, package: str) -> str:
        return json.loads((modules / package / "package.json").read_text())["version"]

    ours = {name: installed(ROOT / "node_modules", name) for name in ("typescript", "typescript7", "esbuild")}
    theirs = {package: installed(PACKAGES, package) for peer in peers for package in peer.packages}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": platform.machine(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "node": output(Process(["node", "--version"], ROOT)).decode().strip(),
        **{name: version(name) for name in ("fastapi", "pydantic")},
        **ours,
        **theirs,
        **({"@tanstack/react-query": installed(PACKAGES, "@tanstack/react-query")} if peers else {}),
    }


if __name__ == "__main__":
    sys.exit(main())
