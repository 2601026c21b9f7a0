"""The bench of generated code measures what it says, and tells when something cannot be measured."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from bench.codegen import processes
from bench.codegen.processes import Process, best
from bench.codegen.rows import row
from bench.codegen.run import main
from bench.codegen.tables import tables


def test_a_small_run_has_every_figure_of_ours(tmp_path: Path) -> None:
    results = tmp_path / "results.json"

    code = main(["--sizes", "10", "--peers", "none", "--rounds", "1", "--output", str(results)])

    rows = json.loads(results.read_text())["rows"]
    figures = {each["what"]: each["Mizan"] for each in rows}
    assert code == 0
    assert all(isinstance(figure, int | float) for figure in figures.values()), figures
    assert figures["regenerate, files written"] == 2  # the types, and the version
    assert figures["bytes per unused function"] == 0
    assert 1 < figures["bundle, KiB"] < 8
    assert figures["TypeScript 5.9, 1 used, s"] > figures["TypeScript 7, 1 used, s"] > 0
    assert all(f"\n| {what} | " in tables(rows) for what in figures if what != "export, s")


def test_a_run_replaces_the_size_that_it_measures_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = tmp_path / "results.json"
    former = [row("export, s", count, {"Mizan": 9.0}) for count in (4, 5000)]
    results.write_text(json.dumps({"machine": {"orval": "7"}, "rows": former}))
    monkeypatch.setattr("bench.codegen.run.Size.rows", lambda size: [[row("export, s", size.count, {"Mizan": 1.0})]])

    main(["--sizes", "4", "--peers", "none", "--output", str(results)])

    found = json.loads(results.read_text())
    assert [(each["functions"], each["Mizan"]) for each in found["rows"]] == [(4, 1.0), (5000, 9.0)]
    assert found["machine"]["orval"] == "7"  # of the rows that stay


def test_an_unknown_peer_is_refused_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--peers", "orval,nobody"])

    assert "'nobody' is none of openapi-typescript, " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("ours", "peer", "met"),
    [(0.05, 1.0, True), (0.10, 1.0, False), (0.10, "> 120", None), ("failed", 1.0, False)],
)
def test_a_time_is_judged_by_the_best_peer(ours: object, peer: object, met: bool | None) -> None:
    judged = row("generate, s", 1000, {"Mizan": ours, "orval": peer, "empty": 0.01})

    assert judged["met"] is met


def test_bytes_are_judged_by_themselves() -> None:
    assert row("bundle, KiB", 1000, {"Mizan": 6.4})["met"] is True
    assert row("bundle, KiB", 1000, {"Mizan": 6.6})["met"] is False


def test_what_takes_too_long_or_fails_has_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(processes, "LIMIT", 1)
    slow = Process([sys.executable, "-c", "while True: pass"], tmp_path)
    wrong = Process([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path)

    assert best({"slow": slow, "wrong": wrong}, rounds=2) == {"slow": "> 1", "wrong": "failed"}
    assert "no such thing" in capsys.readouterr().err
