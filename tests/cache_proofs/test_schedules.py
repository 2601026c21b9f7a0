"""The real code of every store under the scheduler: nothing old is read, and whatever is broken is noticed.

`CACHE_SEEDS` says how many seeds are played; `CACHE_FIRST` at which to begin.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from mizan_core.cache import writing
from mizan_core.cache.protocol import after_unheard

from tests.redis_server import serving

from .benches import MemoryBench, RedisBench, SQLiteBench
from .sabotage import SABOTAGES
from .scheduler import SKEW, Bench, Run, Sabotage

SEEDS = int(os.environ.get("CACHE_SEEDS", "80"))
MOST = 4_000
FIRST = int(os.environ.get("CACHE_FIRST", "0"))


@pytest.fixture(scope="module")
def url() -> Generator[str]:
    with serving() as url:
        yield url


@pytest.fixture(params=["memory", "sqlite", "redis"])
def bench(request, tmp_path: Path, url: str) -> Bench:
    match request.param:
        case "memory":
            return MemoryBench()
        case "sqlite":
            return SQLiteBench(tmp_path / "cache.db")
        case _:
            return RedisBench(url)


def is_noticed(bench: Bench, sabotage: Sabotage) -> bool:
    """Tell whether some seed shows something old, with the accidents that bring it out."""
    runs = (Run(bench, seed, sabotage, sabotage.accidents, rate=0.1) for seed in range(MOST))
    return any(run.play().violations for run in runs)


def test_nothing_old_is_read(bench: Bench, capsys) -> None:
    reads = hits = strict = 0
    for seed in range(FIRST, FIRST + SEEDS):
        run = Run(bench, seed).play()
        assert not run.violations, f"seed {seed}: {run.violations}\n" + "\n".join(run.log)
        reads, hits, strict = reads + run.reads, hits + run.hits, strict + run.strict
    with capsys.disabled():
        print(
            f"\n{type(bench).__name__}: {SEEDS} schedules ({strict} strict), {reads} reads, {hits} hits, 0 violations"
        )
    assert hits > reads // 20, "a cache that never answers proves nothing"


def test_most_reads_are_hits_where_nothing_happens(bench: Bench) -> None:
    runs = [Run(bench, seed, accidents=()).play() for seed in range(20)]

    assert all(run.strict and not run.violations for run in runs)
    assert sum(run.hits for run in runs) > sum(run.reads for run in runs) // 4


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.name)
def test_what_is_broken_is_noticed(bench: Bench, sabotage: Sabotage) -> None:
    assert is_noticed(bench, sabotage)


def test_tokens_no_later_than_the_clock_are_noticed(bench: Bench, monkeypatch) -> None:
    """Without the margin, a writer with a slow clock that reaches no store would read what others put there."""
    monkeypatch.setattr(
        writing,
        "after_unheard",
        lambda *arguments: {tag: number - SKEW for tag, number in after_unheard(*arguments).items()},
    )

    assert is_noticed(bench, Sabotage("the margin is dropped", accidents=("partition", "jump")))


def test_a_seed_can_be_played_again(bench: Bench) -> None:
    assert Run(bench, 7).play().log == Run(bench, 7).play().log
