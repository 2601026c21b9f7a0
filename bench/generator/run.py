"""Compare mizan-generate with openapi-typescript on one document: `python -m bench.generator.run`."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .application import module_text

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "node_modules"
RESULTS = ROOT / "bench" / "results" / "generator.json"
COUNT = 1000
ROUNDS = 5

TSCONFIG: dict[str, Any] = {
    "compilerOptions": {
        "strict": True,
        "noEmit": True,
        "skipLibCheck": True,
        "target": "es2022",
        "module": "esnext",
        "moduleResolution": "bundler",
        "jsx": "react-jsx",
        "types": [],
    },
    "files": ["app.ts"],
}
OURS = "import { callUpdateItem7 } from './api/index.js'\nexport const used = callUpdateItem7\n"
THEIRS = "import type { paths } from './openapi.js'\nexport type Used = paths['/call/update_item_7']\n"


def main() -> int:
    """Print a table and write it as JSON; 1 if a ratio misses its bar."""
    with tempfile.TemporaryDirectory(prefix="mizan-bench-") as name:
        folder = Path(name)
        _prepare(folder)
        rows = [_export(folder), _generate(folder), _check(folder, "typescript"), _check(folder, "typescript7")]
        size = sum(each.stat().st_size for each in (folder / "ours" / "api").iterdir())
    print(f"{'what':42} {'ours':>9} {'peer':>9} {'result':>8} {'bar':>6}")
    for row in rows:
        print(f"{row['what']:42} {row['ours']:8.2f}s {row['peer']:8.2f}s {row['result']:8.2f} {row['bar']:6.2f}")
    print(f"emitted: {size / 1e6:.2f} MB for {COUNT} functions")
    RESULTS.write_text(json.dumps({"machine": _machine(), "bytes": size, "rows": rows}, indent=2) + "\n")
    return 0 if all(row["result"] <= row["bar"] for row in rows) else 1


def _prepare(folder: Path) -> None:
    (folder / "application.py").write_text(module_text(COUNT))
    document = _run([sys.executable, "-m", "mizan_fastapi.cli", "application:registry"], folder)
    (folder / "document.json").write_bytes(document)
    for name, app in (("ours", OURS), ("theirs", THEIRS), ("empty", "export {}\n")):
        place = folder / name
        place.mkdir()
        (place / "app.ts").write_text(app)
        (place / "tsconfig.json").write_text(json.dumps(TSCONFIG))
        (place / "node_modules").symlink_to(MODULES)
    config = {"source": {"file": "../document.json"}, "output": "api", "targets": ["react"]}
    (folder / "ours" / "mizan.config.mjs").write_text(f"export default {json.dumps(config)}\n")


def _export(folder: Path) -> dict[str, Any]:
    """Measure the whole export, and the application's import with everything that serving it imports."""
    code = "import mizan_fastapi, application"
    bare = [sys.executable, "-c", code]
    whole = [sys.executable, "-m", "mizan_fastapi.cli", "application:registry"]
    ours, peer = _times(whole, folder), _times(bare, folder)
    return _row("export beyond the import (seconds)", ours, peer, ours - peer, 0.5)


def _generate(folder: Path) -> dict[str, Any]:
    ours = _times(["node", str(ROOT / "protocol/mizan-generate/generator/cli.mjs")], folder / "ours", fresh="api")
    theirs = ["node", str(MODULES / "openapi-typescript/bin/cli.js"), "../document.json", "-o", "openapi.ts"]
    peer = _times(theirs, folder / "theirs")
    return _row("generate, whole process", ours, peer, ours / peer, 0.2)


def _check(folder: Path, compiler: str) -> dict[str, Any]:
    """Type-check an application that uses one function, with the settings that Vite's templates have.

    What counts is what the generated code adds to an empty program.
    """
    command = ["node", str(MODULES / compiler / "bin/tsc"), "-p", "."]
    empty, ours, peer = (_times(command, folder / name) for name in ("empty", "ours", "theirs"))
    return _row(f"check by {compiler}, beyond {empty:.2f}s", ours, peer, (ours - empty) / (peer - empty), 0.5)


def _row(what: str, ours: float, peer: float, result: float, bar: float) -> dict[str, Any]:
    return {"what": what, "ours": ours, "peer": peer, "result": result, "bar": bar}


def _times(command: Sequence[str], folder: Path, fresh: str | None = None) -> float:
    """Return the median wall time of a whole process, in seconds."""
    times: list[float] = []
    for _ in range(ROUNDS):
        if fresh is not None:
            for each in (folder / fresh).glob("*"):
                each.unlink()
        started = time.perf_counter()
        _run(command, folder)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _run(command: Sequence[str], folder: Path) -> bytes:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env={**os.environ, "NO_COLOR": "1"})
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout.decode()}{done.stderr.decode()}")
    return done.stdout


def _machine() -> dict[str, Any]:
    def version(package: str) -> str:
        return json.loads((MODULES / package / "package.json").read_text())["version"]

    packages = ("openapi-typescript", "typescript", "typescript7")
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "node": _run(["node", "--version"], ROOT).decode().strip(),
        "processor": platform.machine(),
        "functions": COUNT,
        "largest child, MiB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        **{name: version(name) for name in packages},
    }


if __name__ == "__main__":
    sys.exit(main())
