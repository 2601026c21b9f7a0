"""Generic tools that know OpenAPI and nothing of Mizan: a stock fuzzer and a stock type generator."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .backends import BACKENDS, ROOT, Running
from .documents import exported

UNSUITED = "|".join(
    (
        r"fail(_.*)?",  # fails on demand, with codes that a fuzzer takes for verdicts on its request
        r"explode|misfit|buy_badly|door\.crashing_rule|door\.refusing_rule",  # fails always
        r"not_finite",  # null for a number that JSON cannot write
        r"context\.(guarded|mixed)(\.post)?",  # what is required depends on `only`, and on who asks
    )
)
"""Operations of the conformance app that no document could describe."""


def test_a_stock_fuzzer_finds_nothing(backend: Running, tmp_path: Path) -> None:
    document = tmp_path / "document.json"
    document.write_bytes(exported(backend.name))

    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", str(document), "--url", backend.url),
            *("--exclude-operation-id-regex", f"^({UNSUITED})$", "--header", "x-test-identity: superuser"),
            *("--max-examples", "5", "--seed", "1", "--no-color"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]


@pytest.mark.parametrize("name", BACKENDS)
def test_a_stock_type_generator_accepts_the_document(name: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    generator = ROOT / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    compiler = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
    if node is None or not generator.exists() or not compiler.exists():
        pytest.skip("The JavaScript packages are not installed.")
    document, types = tmp_path / "document.json", tmp_path / "types.ts"
    document.write_bytes(exported(name))

    for command in ([generator, document, "--output", types], [compiler, "--strict", "--noEmit", types]):
        done = subprocess.run([node, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    assert all(f'"{path}"' in types.read_text("utf-8") for path in json.loads(exported(name))["paths"])
