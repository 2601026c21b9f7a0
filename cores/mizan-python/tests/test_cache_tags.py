"""Which entries a mutation makes stale: no fewer than it names, and as few more as can be told apart."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Any

import pytest
from mizan_core import Registry, context, invalidate, register
from mizan_core.client.function import client
from mizan_core.dispatch import FetchBody
from mizan_core.testing import MizanClient, User
from pydantic_core import to_json


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Site:
    """A registry whose queries say how often they ran; `stale` says which run again."""

    def __init__(self) -> None:  # noqa: C901  # a list of functions
        self.registry = Registry(cache="memory")
        self.runs: dict[str, int] = {}
        self.client = MizanClient(User(id=1), registry=self.registry)

        @register(registry=self.registry)
        @client(context="project", cache=60)
        def labels() -> int:
            return self._count("labels")

        @register(registry=self.registry)
        @client(context="project", cache=60)
        def tasks(project_id: int) -> int:
            return self._count(f"tasks {project_id}")

        @register(registry=self.registry)
        @client(context="project", cache=60)
        def page(project_id: int, number: int = 1) -> int:
            return self._count(f"page {project_id} {number}")

        @register(registry=self.registry)
        @client(context="paint", cache=60)
        def paint(colour: Colour = Colour.RED, at: datetime | None = None) -> int:
            return self._count(f"paint {colour.value} {at}")

        @register(registry=self.registry)
        @client(context="plain", cache=60)
        def plain(big: int = 0) -> int:
            return self._count(f"plain {big}")

        @register(registry=self.registry)
        @client(affects="project")
        def change_project(project_id: int) -> None: ...

        @register(registry=self.registry)
        @client(affects=context("project", scope=None))
        def change_all() -> None: ...

        @register(registry=self.registry)
        @client(affects=context("project", project_id=lambda args, result: result))
        def change_by_result(which: int | None) -> int | None:
            return which

        @register(registry=self.registry)
        @client(affects=page)
        def change_page(project_id: int, number: int) -> None: ...

        @register(registry=self.registry)
        @client(affects="paint")
        def repaint(colour: Colour) -> None: ...

        @register(registry=self.registry)
        @client
        def by_hand(what: str, params: dict[str, Any]) -> None:
            target: Any = {"tasks": tasks, "plain": plain}.get(what, what)
            invalidate(target, **params)

        self.page = page

    def _count(self, name: str) -> int:
        self.runs[name] = self.runs.get(name, 0) + 1
        return self.runs[name]

    def look(self) -> None:
        for project in (1, 2):
            for number in (1, 2):
                self.client.context("project", {"project_id": project, "number": number})
        self.client.context("project", {"project_id": 1})
        for colour in Colour:
            self.client.context("paint", {"colour": colour.value})
        self.client.context("plain")

    def stale(self, name: str, **args: Any) -> set[str]:
        """Return what runs again after a call."""
        self.look()
        before = dict(self.runs)
        assert self.client.call(name, args).status == 200
        self.look()
        return {each for each in self.runs if self.runs[each] > before[each]}


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    if site.registry.caching is not None:
        site.registry.caching.close()


PROJECT_1 = {"tasks 1", "page 1 1", "page 1 2", "labels"}
"""What has no params belongs to every project."""

EVERY = PROJECT_1 | {"tasks 2", "page 2 1", "page 2 2"}


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("change_project", {"project_id": 1}, PROJECT_1),
        ("change_project", {"project_id": 3}, {"labels"}),
        ("change_all", {}, EVERY),
        ("change_by_result", {"which": 1}, PROJECT_1),
        ("change_by_result", {"which": None}, EVERY),
        ("change_page", {"project_id": 1, "number": 1}, {"page 1 1"}),
        ("repaint", {"colour": "blue"}, {"paint blue None"}),
        ("by_hand", {"what": "project", "params": {"project_id": 1}}, PROJECT_1),
        ("by_hand", {"what": "project", "params": {"project_id": 1, "number": 2}}, PROJECT_1),
        ("by_hand", {"what": "project", "params": {"number": 2}}, EVERY),
        ("by_hand", {"what": "project", "params": {"project_id": "1"}}, EVERY),
        ("by_hand", {"what": "tasks", "params": {"project_id": 1}}, {"tasks 1", "tasks 2"}),
        ("by_hand", {"what": "paint", "params": {"colour": "blue"}}, {"paint blue None"}),
        ("by_hand", {"what": "paint", "params": {"at": "2026-01-01T00:00:00Z"}}, {"paint red None", "paint blue None"}),
        ("by_hand", {"what": "plain", "params": {"big": 0}}, {"plain 0"}),
        ("by_hand", {"what": "*", "params": {}}, {*EVERY, "paint red None", "paint blue None", "plain 0"}),
    ],
)
def test_what_a_call_makes_stale(site: Site, name: str, args: dict[str, Any], expected: set[str]) -> None:
    assert site.stale(name, **args) == expected


def test_a_default_that_is_left_out_is_in_the_tags(site: Site) -> None:
    site.client.context("project", {"project_id": 1})
    site.client.call("change_page", {"project_id": 1, "number": 1})
    assert site.client.context("project", {"project_id": 1}).data["page"] == 2


def test_a_number_without_canonical_spelling_runs_each_time(site: Site) -> None:
    def ask(number: int) -> int:
        body = to_json({"params": {"big": number}})
        return asyncio.run(site.client.asend(FetchBody("plain", body, None))).data["plain"]  # type: ignore[arg-type]  # the client puts in itself

    assert [ask(2**53 - 1) for _ in range(2)] == [1, 1]
    assert [ask(2**53 + 1) for _ in range(2)] == [1, 2]
    assert site.client.call("by_hand", {"what": "plain", "params": {"big": 2**53 + 1}}).status == 200
