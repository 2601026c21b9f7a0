"""Compare mizan-generate with openapi-typescript on one document: `python -m bench.generator.run`."""

from __future__ import annotations

import json
import math
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import programs
from .application import module_text
from .processes import Cost, Process, medians, output

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "node_modules"
RESULTS = ROOT / "bench" / "results" / "generator.json"
COUNT = 1000
USED: dict[int, float | None] = {1: 0.5, 500: None}
"""How many functions a program uses, and the bar: with many, most of the time is the program's own."""
ROUNDS = 5
COMPILERS = {"typescript": "TypeScript 5.9", "typescript7": "TypeScript 7"}


def main() -> int:
    """Print a table and write it as JSON; 1 if a figure misses its bar."""
    with tempfile.TemporaryDirectory(prefix="mizan-bench-") as name:
        folder = Path(name)
        _prepare(folder)
        rows = [_export(folder), _generate(folder), _size(folder)]
        rows += [_check(folder, compiler, *used) for compiler in COMPILERS for used in USED.items()]
    _print(rows)
    RESULTS.write_text(json.dumps({"machine": _machine(), "functions": COUNT, "rows": rows}, indent=2) + "\n")
    return 0 if all(row["result"] <= (row["bar"] or math.inf) for row in rows) else 1


def _prepare(folder: Path) -> None:
    (folder / "application.py").write_text(module_text(COUNT))
    (folder / "document.json").write_bytes(output(_exporter(folder)))
    for name in programs.PROGRAMS:
        (folder / name).mkdir()
        (folder / name / "node_modules").symlink_to(MODULES)
    config = {"source": {"file": "../document.json"}, "output": "api", "targets": ["react"]}
    (folder / "ours" / "mizan.config.mjs").write_text(f"export default {json.dumps(config)}\n")


def _exporter(folder: Path) -> Process:
    return Process([sys.executable, "-m", "mizan_fastapi.cli", "application:registry"], folder)


def _export(folder: Path) -> dict[str, Any]:
    """Measure what the export takes beyond importing the application and what serves it."""
    bare = Process([sys.executable, "-c", "import mizan_fastapi, application"], folder)
    costs = medians({"ours": _exporter(folder), "peer": bare}, ROUNDS)
    return _row("export, seconds beyond the import", costs, costs["ours"].cpu - costs["peer"].cpu, 0.5)


def _generate(folder: Path) -> dict[str, Any]:
    def clear() -> None:
        for each in (folder / "ours" / "api").glob("*"):
            each.unlink()

    ours = Process(["node", str(ROOT / "protocol/mizan-generate/generator/cli.mjs")], folder / "ours", clear)
    tool = str(MODULES / "openapi-typescript/bin/cli.js")
    peer = Process(["node", tool, "../document.json", "-o", "openapi.ts"], folder / "theirs")
    costs = medians({"ours": ours, "peer": peer}, ROUNDS)
    return _row("generate, whole process", costs, costs["ours"].cpu / costs["peer"].cpu, 0.2)


def _size(folder: Path) -> dict[str, Any]:
    ours = sum(each.stat().st_size for each in (folder / "ours" / "api").iterdir())
    peer = (folder / "theirs" / "openapi.ts").stat().st_size
    return {"what": "emitted, MB", "ours": ours / 1e6, "peer": peer / 1e6, "result": ours / peer, "bar": 1.0}


def _check(folder: Path, compiler: str, used: int, bar: float | None) -> dict[str, Any]:
    """Type-check a program, with the settings that Vite's templates have: what generated code adds to an empty one.

    Wall time counts here, since TypeScript 7 works on all cores.
    """
    for name in programs.PROGRAMS:
        programs.write(folder, name, used)
    command = ["node", str(MODULES / compiler / "bin/tsc"), "-p", "."]
    costs = medians({name: Process(command, folder / name) for name in programs.PROGRAMS}, ROUNDS)
    empty, ours, peer = (costs[name].wall for name in programs.PROGRAMS)
    what = f"{COMPILERS[compiler]}, {used} used, beyond an empty program"
    row = _row(what, {"ours": costs["ours"], "peer": costs["theirs"]}, (ours - empty) / (peer - empty), bar)
    return {**row, "ours": ours, "peer": peer, "empty": empty, "whole": ours / peer}


def _row(what: str, costs: dict[str, Cost], result: float, bar: float | None) -> dict[str, Any]:
    ours, peer = costs["ours"], costs["peer"]
    more = {
        "cpu": [ours.cpu, peer.cpu],
        "wall": [ours.wall, peer.wall],
        "MiB": [round(ours.memory), round(peer.memory)],
    }
    return {"what": what, "ours": ours.cpu, "peer": peer.cpu, "result": result, "bar": bar, **more}


def _print(rows: list[dict[str, Any]]) -> None:
    print(f"{'what':50} {'ours':>6} {'peer':>6} {'result':>7} {'bar':>5} {'whole':>6} {'MiB':>10}")
    for row in rows:
        whole = f"{row['whole']:6.2f}" if "whole" in row else " " * 6
        memory = "/".join(map(str, row.get("MiB", ())))
        bar = f"{row['bar']:5.2f}" if row["bar"] else "    -"
        figures = f"{row['ours']:6.2f} {row['peer']:6.2f} {row['result']:7.2f} {bar}"
        print(f"{row['what']:50} {figures} {whole} {memory:>10}")


def _machine() -> dict[str, str]:
    def version(package: str) -> str:
        return json.loads((MODULES / package / "package.json").read_text())["version"]

    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "node": output(Process(["node", "--version"], ROOT)).decode().strip(),
        "processor": platform.machine(),
        **{name: version(name) for name in ("openapi-typescript", *COMPILERS)},
    }


if __name__ == "__main__":
    sys.exit(main())
