"""Fills an empty database with the sample."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from task_board import sample

from .models import Account, Attachment, Board, Comment, Task
from .passwords import keep


def seed(session: Session, today: date | None = None) -> None:
    """Fill the database, unless somebody is in it."""
    if session.scalar(select(func.count(Account.id))):
        return
    people = {
        each.login: Account(
            login=each.login,
            name=each.name,
            colour=each.colour,
            is_staff=each.is_staff,
            password=keep(sample.PASSWORD),
        )
        for each in sample.TEAM
    }
    session.add_all(people.values())
    for each in sample.boards(today or date.today()):
        tasks = [_task(task, people) for task in each.tasks]
        session.add(Board(title=each.title, members=[people[login] for login in each.members], tasks=tasks))
    session.commit()


def _task(task: sample.Task, people: dict[str, Account]) -> Task:
    return Task(
        title=task.title,
        text=task.text,
        column=task.column,
        due=task.due,
        assignee=people[task.assignee] if task.assignee else None,
        comments=[
            Comment(author=people[each.author], text=each.text, written_at=each.written_at) for each in task.comments
        ],
        files=[Attachment(name=each.name, size=len(each.content), content=each.content) for each in task.files],
    )
