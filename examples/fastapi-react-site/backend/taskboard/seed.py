"""Fills an empty database: the same every time, with dates around today."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .models import Account, Attachment, Board, Comment, Task
from .passwords import keep
from .sample import BOARDS, FILES, PASSWORD, PEOPLE, REMARKS, TASKS


def seed(session: Session, today: date | None = None) -> None:
    """Fill the database, unless somebody is in it."""
    if session.scalar(select(func.count(Account.id))):
        return
    chance = random.Random(7)
    people = {
        login: Account(login=login, name=name, colour=colour, is_staff=staff, password=keep(PASSWORD))
        for login, name, colour, staff in PEOPLE
    }
    session.add_all(people.values())
    for (title, members), tasks in zip(BOARDS, TASKS, strict=True):
        board = Board(title=title, members=[people[each] for each in members])
        for column, task, text in tasks:
            board.tasks.append(_task(chance, column, task, text, board, today or date.today()))
        session.add(board)
    session.commit()


def _task(chance: random.Random, column: str, title: str, text: str, board: Board, today: date) -> Task:
    due = today + timedelta(days=chance.randrange(-5, 21)) if chance.random() < 0.6 else None
    days = sorted(chance.sample(range(1, 20), chance.randrange(4)), reverse=True)
    return Task(
        title=title,
        text=text,
        column=column,
        due=due,
        assignee=chance.choice([None, *board.members, *board.members]),
        comments=[
            Comment(author=chance.choice(board.members), text=remark, written_at=_moment(chance, today, ago))
            for ago, remark in zip(days, chance.sample(REMARKS, len(days)), strict=True)
        ],
        files=[
            Attachment(name=name, size=len(content.encode()), content=content.encode())
            for task, name, content in FILES
            if task == title
        ],
    )


def _moment(chance: random.Random, today: date, days: int) -> datetime:
    """Return a moment of a working day, some days ago."""
    return datetime.combine(today - timedelta(days=days), time(chance.randrange(8, 17), chance.randrange(60)), UTC)
