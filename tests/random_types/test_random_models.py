"""Random models: TypeScript takes what the server takes and answers, and refuses what is nearly that."""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from mizan_core.client.function import client
from mizan_core.document import export_bytes
from mizan_core.registry import Registry
from mizan_core.testing import MizanClient

from tests.docs.projects import link_packages

from .kinds import Kind, kinds, literal, records

ROOT = Path(__file__).parents[2]
COUNT = int(os.environ.get("MODELS", "2000"))
SEED = int(os.environ.get("TYPES_SEED", random.SystemRandom().randrange(2**32)))
TSC = ROOT / "node_modules/typescript7/bin/tsc"
GENERATOR = ROOT / "protocol/mizan-generate/generator/cli.mjs"
TSCONFIG = {
    "extends": str(ROOT / "tsconfig.base.json"),
    "compilerOptions": {"noEmit": True, "noUnusedLocals": False},
    "include": ["*.ts", "api/*.d.ts"],
}


KINDS = st.one_of(records(), records(), records(), kinds())
AT_ONCE = 4
"""How many are drawn in one example: each costs Hypothesis more than the drawing itself."""


@dataclass(frozen=True)
class Case:
    """A type with a few values: what is sent, and what is refused on either side of the wire."""

    kind: Kind
    sent: list[Any]
    refused: list[Any]


@st.composite
def cases(draw: Any) -> Case:
    kind: Kind = draw(KINDS)
    sent = [draw(kind.values) for _ in range(2)]
    refused = [each for each in (kind.mutated(value, "sent", draw) for value in sent) if each is not None]
    return Case(kind, sent, refused)


@dataclass(frozen=True)
class Batch:
    """Many types with their values, and what a server with a function for each of them answers and exports."""

    cases: list[Case]
    answers: list[list[Any]]
    document: bytes


@pytest.fixture(scope="module")
def batch() -> Batch:
    found = drawn(COUNT)
    registry = Registry()
    for index, each in enumerate(found):
        registry.register(client(echoing(each.kind.annotation)), f"f{index}")
    return Batch(found, asyncio.run(answered(registry, found)), export_bytes(registry))


def test_typescript_takes_what_travels_and_refuses_what_does_not(batch: Batch, tmp_path: Path) -> None:
    generate(tmp_path, batch, {})
    write_values(tmp_path, batch)

    done = subprocess.run(["node", TSC, "-p", "."], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, explained(done.stdout, tmp_path, batch.cases)


def test_what_codecs_read_is_spelt_as_it_came(batch: Batch, tmp_path: Path) -> None:
    generate(tmp_path, batch, {"dates": "Date", "bytes": "Uint8Array", "bigint": "bigint", "decimal": "Decimal"})
    (tmp_path / "answers.json").write_text(json.dumps(batch.answers))

    done = subprocess.run(
        ["node", ROOT / "tests/random_types/reading.mjs", tmp_path], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, f"TYPES_SEED={SEED} MODELS={COUNT} reproduces this.\n{done.stderr}"
    counts = json.loads(done.stdout)
    assert min(counts.values()) > 0, counts


def drawn(number: int) -> list[Case]:
    found: list[Case] = []

    @seed(SEED)
    @settings(
        max_examples=-(-number // AT_ONCE),
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(cases(), min_size=AT_ONCE, max_size=AT_ONCE))
    def draw(some: list[Case]) -> None:
        found.extend(some)

    draw()
    assert len(found) >= number
    return found


def echoing(annotation: Any) -> Any:
    def echo(value: Any) -> Any:
        return value

    echo.__annotations__ = {"value": annotation, "return": annotation}
    return echo


async def answered(registry: Registry, found: list[Case]) -> list[list[Any]]:
    """Return what the server answers to what is sent; it refuses what should be refused."""
    server = MizanClient(registry=registry)
    answers: list[list[Any]] = []
    for index, each in enumerate(found):
        for value in each.refused:
            reply = await server.acall(f"f{index}", {"value": value})
            assert reply.status == 422, f"seed {SEED}: {each.kind.annotation} took {value!r}: {reply.json}"
        replies = [await server.acall(f"f{index}", {"value": value}) for value in each.sent]
        for value, reply in zip(each.sent, replies, strict=True):
            assert reply.status == 200, f"seed {SEED}: {each.kind.annotation} refused {value!r}: {reply.json}"
        answers.append([reply.result for reply in replies])
    return answers


def generate(folder: Path, batch: Batch, options: dict[str, str]) -> None:
    config = {"source": {"file": "document.json"}, "output": "api", "targets": [], **options}
    (folder / "document.json").write_bytes(batch.document)
    (folder / "mizan.config.mjs").write_text(f"export default {json.dumps(config)}\n")
    (folder / "tsconfig.json").write_text(json.dumps(TSCONFIG))
    link_packages(folder)
    subprocess.run(["node", GENERATOR], cwd=folder, check=True, capture_output=True)


def write_values(folder: Path, batch: Batch) -> None:
    """Write what was sent and answered as constants, and what is wrong as such that must not compile."""
    choose = random.Random(SEED).choice
    lines = ["import type * as api from './api/index.js'"]
    for index, (each, answers) in enumerate(zip(batch.cases, batch.answers, strict=True)):
        sent = [{"value": value} for value in each.sent]
        lines += [f"export const sent{index}: api.F{index}Args[] = {literal(sent)}"]
        lines += [f"export const answered{index}: api.F{index}Result[] = {literal(answers)}"]
        mutated = [each.kind.mutated(value, "answered", lambda choices: choose(choices.elements)) for value in answers]
        wrong = [(f"F{index}Args['value']", value) for value in each.refused]
        wrong += [(f"F{index}Result", value) for value in mutated if value is not None]
        for number, (name, value) in enumerate(wrong):
            lines += ["// @ts-expect-error", f"export const wrong{index}_{number}: api.{name} = {literal(value)}"]
    (folder / "values.ts").write_text("\n".join(lines) + "\n")


def explained(printed: str, folder: Path, found: list[Case]) -> str:
    """Say which types the compiler disagrees about, and how to see it again."""
    lines = (folder / "values.ts").read_text().split("\n")
    texts = [f"TYPES_SEED={SEED} MODELS={COUNT} reproduces this.", *printed.splitlines()[:10]]
    for each in printed.splitlines()[:3]:
        if each.startswith("values.ts("):
            number = int(each.removeprefix("values.ts(").partition(",")[0])
            shown = lines[number - 1] if "@ts-expect-error" not in lines[number - 1] else lines[number]
            index = int("".join(filter(str.isdigit, shown.split(":")[0].split("_")[0])))
            texts += [shown, str(found[index].kind.annotation)]
    return "\n".join(texts)
