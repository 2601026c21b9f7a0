"""The first data: enough to look alive, the same every time."""

from __future__ import annotations

import random
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .models import Account, Board, Comment, Task
from .passwords import keep

PASSWORD = "mizan"
PEOPLE = (
    ("ada", "Ada Lovelace", "#b4543a", True),
    ("grace", "Grace Hopper", "#3a6bb4", False),
    ("alan", "Alan Turing", "#4a8a4f", False),
    ("katherine", "Katherine Johnson", "#8a4a86", False),
    ("edsger", "Edsger Dijkstra", "#a07d1e", False),
    ("barbara", "Barbara Liskov", "#2f8585", False),
)
BOARDS = (
    ("Website relaunch", (0, 1, 2, 3)),
    ("Mobile app", (0, 1, 4)),
    ("Office move", (0, 3, 5)),
    ("Research", (2, 4, 5)),
)
VERBS = ("Draft", "Review", "Fix", "Measure", "Plan", "Test", "Publish", "Tidy up", "Rewrite", "Discuss")
THINGS = (
    "the landing page",
    "the sign-up form",
    "keyboard navigation",
    "the pricing table",
    "release notes",
    "the image pipeline",
    "error messages",
    "the floor plan",
    "search results",
    "the newsletter",
    "load times",
)
REMARKS = (
    "I can take this one.",
    "Done on my side, please have a look.",
    "Shall we wait for the numbers first?",
    "Looks good to me.",
    "I left two remarks in the draft.",
    "This is harder than it looked. Tomorrow, then.",
)


def seed(session: Session) -> None:
    """Fill an empty database."""
    if session.scalar(select(func.count(Account.id))):
        return
    chance = random.Random(7)
    people = [
        Account(login=login, name=name, colour=colour, is_staff=staff, password=keep(PASSWORD))
        for login, name, colour, staff in PEOPLE
    ]
    session.add_all(people)
    for title, members in BOARDS:
        board = Board(title=title, members=[people[index] for index in members])
        session.add(board)
        for number in range(20):
            board.tasks.append(_task(chance, number, board))
    session.commit()


def _task(chance: random.Random, number: int, board: Board) -> Task:
    column = "doing" if number % 7 == 3 else "done" if number % 5 == 4 else "todo"
    due = date(2027, 1, 4) + timedelta(days=chance.randrange(90)) if chance.random() < 0.6 else None
    return Task(
        title=f"{chance.choice(VERBS)} {chance.choice(THINGS)}",
        text="Agree on the goal, do the smallest thing that helps, and tell the others.",
        column=column,
        due=due,
        assignee=chance.choice([None, *board.members]),
        comments=[
            Comment(author=chance.choice(board.members), text=chance.choice(REMARKS))
            for _ in range(chance.randrange(4))
        ],
    )
