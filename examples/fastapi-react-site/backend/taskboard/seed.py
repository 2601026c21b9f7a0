"""The first data: enough to look alive, the same every time."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .models import Account, Board, Comment, Task
from .passwords import keep

PASSWORD = "mizan"
PEOPLE = (
    ("ada", "Ada Lovelace", "#b4543a", True),
    ("grace", "Grace Hopper", "#3a6bb4", False),
    ("alan", "Alan Turing", "#3d7742", False),
    ("katherine", "Katherine Johnson", "#8a4a86", False),
    ("edsger", "Edsger Dijkstra", "#85660f", False),
    ("barbara", "Barbara Liskov", "#277373", False),
)
BOARDS = (
    ("Website relaunch", (0, 1, 2, 3)),
    ("Mobile app", (0, 1, 4)),
    ("Office move", (0, 3, 5)),
    ("Research", (2, 4, 5)),
)
TASKS = (
    ("Draft the landing page", "One sentence on what we do, one picture, one button. Everything else can wait."),
    (
        "Measure load times",
        "On a slow phone, with an empty cache. Write the numbers down before anybody tunes anything.",
    ),
    ("Fix keyboard navigation", "The menu swallows the Tab key. Nobody can reach the footer without a mouse."),
    ("Rewrite the error messages", "Say what went wrong and what to do next. No codes, no apologies."),
    ("Plan the newsletter", "Monthly, short, and only when there is something to say."),
    ("Review the sign-up form", "Seven fields are four too many."),
    ("Publish the release notes", "Start with what changes for people who do nothing."),
    ("Tidy up the image pipeline", "Three tools resize the same picture. Keep one."),
    ("Test search results", "With typing mistakes, with two words, with nothing at all."),
    ("Discuss the pricing table", "Two plans or three? Bring an example of each."),
    ("Write the privacy page", "In words that we would read ourselves."),
    ("Order the new desks", "The measurements are attached to the floor plan."),
    ("Invite five people to try it", "Watch, do not help, take notes."),
    ("Back up the old archive", "Before the contract ends, and try restoring it once."),
)
COLUMNS = ("todo", "doing", "todo", "done", "todo")
REMARKS = (
    "I can take this one.",
    "Done on my side, please have a look.",
    "Shall we wait for the numbers first?",
    "Looks good to me.",
    "I left two remarks in the draft.",
    "This is harder than it looked. Tomorrow, then.",
)


def seed(session: Session, today: date | None = None) -> None:
    """Fill an empty database, with dates around today."""
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
        for number, (task, text) in enumerate(chance.sample(TASKS, len(TASKS))):
            board.tasks.append(_task(chance, COLUMNS[number % len(COLUMNS)], task, text, board, today or date.today()))
    session.commit()


def _task(chance: random.Random, column: str, title: str, text: str, board: Board, today: date) -> Task:
    due = today + timedelta(days=chance.randrange(-3, 30)) if chance.random() < 0.6 else None
    return Task(
        title=title,
        text=text,
        column=column,
        due=due,
        assignee=chance.choice([None, *board.members, *board.members]),
        comments=[
            Comment(author=chance.choice(board.members), text=remark, written_at=_moment(chance, today, number - 4))
            for number, remark in enumerate(chance.sample(REMARKS, chance.randrange(4)))
        ],
    )


def _moment(chance: random.Random, today: date, days: int) -> datetime:
    """Return a moment of a working day, some days from today."""
    return datetime.combine(today + timedelta(days=days), time(chance.randrange(8, 17), chance.randrange(60)), UTC)
