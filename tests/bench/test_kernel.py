"""The bench of the kernel measures what it says: each contender asks and tells as often as it must, or it fails."""

from __future__ import annotations

import subprocess

import pytest

from bench.kernel.run import FIGURES, measured


@pytest.mark.parametrize("name", ["mizan", "tanstack"])
def test_a_contender_has_every_figure(name: str) -> None:
    figures = measured(name, cells=50)

    assert figures.keys() == {each.name for each in FIGURES}
    assert all(figure > 0 for figure in figures.values())


def test_an_unknown_contender_fails(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        measured("nobody")

    assert "'nobody' is none of mizan,tanstack" in capfd.readouterr().err
