"""The team that the demo shows: the same every time, with dates around today."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from .texts import BOARDS, FILES, PEOPLE, REMARKS, TASKS

PASSWORD = "mizan"
"""Everybody's."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team."""

    login: str
    name: str
    colour: str
    is_staff: bool


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said; the author by login."""

    author: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class File:
    """What is attached to a task."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do; the assignee by login."""

    title: str
    text: str
    column: str
    due: date | None
    assignee: str | None
    comments: tuple[Comment, ...]
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A board; its members by login."""

    title: str
    members: tuple[str, ...]
    tasks: tuple[Task, ...]


TEAM = tuple(Person(*each) for each in PEOPLE)
"""In the order of their rows."""


def boards(today: date) -> Iterator[Board]:
    """Yield the boards with all that is on them."""
    chance = random.Random(7)
    for (title, members), tasks in zip(BOARDS, TASKS, strict=True):
        yield Board(title, members, tuple(_task(chance, members, *each, today=today) for each in tasks))


def _task(chance: random.Random, members: tuple[str, ...], column: str, title: str, text: str, *, today: date) -> Task:
    due = today + timedelta(days=chance.randrange(-5, 21)) if chance.random() < 0.6 else None
    days = sorted(chance.sample(range(1, 20), chance.randrange(4)), reverse=True)
    assignee = chance.choice([None, *members, *members])
    comments = tuple(
        Comment(chance.choice(members), remark, _moment(chance, today, ago))
        for ago, remark in zip(days, chance.sample(REMARKS, len(days)), strict=True)
    )
    files = tuple(File(name, content.encode()) for task, name, content in FILES if task == title)
    return Task(title, text, column, due, assignee, comments, files)


def _moment(chance: random.Random, today: date, days: int) -> datetime:
    """Return a moment of a working day, some days ago."""
    return datetime.combine(today - timedelta(days=days), time(chance.randrange(8, 17), chance.randrange(60)), UTC)
