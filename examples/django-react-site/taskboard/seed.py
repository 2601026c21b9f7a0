"""Fills an empty database with the sample."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password
from django.db.transaction import atomic
from task_board import sample

from .models import Account, Attachment, Board, Comment, Membership, Task


@atomic
def seed(today: date | None = None) -> None:
    """Fill the database, unless somebody is in it. Staff may do everything in the admin."""
    if Account.objects.exists():
        return
    people = {
        each.login: Account.objects.create(
            login=each.login,
            name=each.name,
            colour=each.colour,
            is_staff=each.is_staff,
            is_superuser=each.is_staff,
            password=make_password(sample.PASSWORD),
        )
        for each in sample.TEAM
    }
    for each in sample.boards(today or date.today()):
        board = Board.objects.create(title=each.title)
        Membership.objects.bulk_create(Membership(board=board, account=people[login]) for login in each.members)
        for task in each.tasks:
            _add(task, board, people)


def _add(task: sample.Task, board: Board, people: dict[str, Account]) -> None:
    row = Task.objects.create(
        board=board,
        title=task.title,
        text=task.text,
        column=task.column,
        due=task.due,
        assignee=people[task.assignee] if task.assignee else None,
    )
    Comment.objects.bulk_create(
        Comment(task=row, author=people[each.author], text=each.text, written_at=each.written_at)
        for each in task.comments
    )
    Attachment.objects.bulk_create(
        Attachment(task=row, name=each.name, size=len(each.content), content=each.content) for each in task.files
    )
