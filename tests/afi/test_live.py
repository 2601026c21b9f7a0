"""Every scene against every backend, live; and servers that are wrong on purpose, which a scene must catch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from .backends import Running, serving
from .broken.scenes import SCENE_FAULTS
from .scenes import Fault, Scene, Stage, all_scenes

SCENES = {each.id: each for each in all_scenes()}
BACKENDS = {
    "fastapi": frozenset({"streams", "single-process"}),
    "django-asgi": frozenset({"streams", "single-process"}),
    "django-wsgi": frozenset({"no-streams"}),
}
PAIRS = [(name, each.id) for name, has in BACKENDS.items() for each in SCENES.values() if each.needs <= has]


@pytest.fixture(scope="module")
def live() -> Iterator[Callable[[str], Running]]:
    """Return a backend by name, running, and live."""
    with ExitStack() as stack:
        yield cache(lambda name: stack.enter_context(serving(name, MIZAN_LIVE="memory")))


@pytest.mark.parametrize(("backend", "scene"), PAIRS)
def test_backend_plays_as_specified(live: Callable[[str], Running], backend: str, scene: str) -> None:
    assert Stage(live(backend).port, Fault()).play(SCENES[scene]) == []


def test_every_scene_is_played() -> None:
    assert {scene for _, scene in PAIRS} == SCENES.keys()


@pytest.mark.parametrize("name", SCENE_FAULTS)
def test_every_fault_is_seen(live: Callable[[str], Running], name: str) -> None:
    fault = SCENE_FAULTS[name]
    relevant = [each for each in SCENES.values() if _breaks(fault) & {*each.requires}]
    assert any(_sees(live(_holder(each)), fault, each) for each in relevant)


def test_every_requirement_of_a_scene_is_broken_by_a_fault() -> None:
    cited = {requirement for each in SCENES.values() for requirement in each.requires}
    assert cited == {requirement for each in SCENE_FAULTS.values() for requirement in _breaks(each)}


def _sees(backend: Running, fault: Fault, scene: Scene) -> bool:
    try:
        return bool(Stage(backend.port, fault).play(scene))
    except (ConnectionError, TimeoutError):
        return True


def _breaks(fault: Fault) -> set[str]:
    return {f"AFI-LIVE-{number}" for number in fault.breaks.split()}


def _holder(scene: Scene) -> str:
    return next(name for name, has in BACKENDS.items() if scene.needs <= has)
