"""Tasks and what is said about them."""

from __future__ import annotations

from datetime import date

from mizan_core import Forbidden, NotFound
from mizan_fastapi import client, context, register
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from task_board.errors import NotAMember, WipLimitReached
from task_board.schemas import Body, Column, CommentOut, Id, TaskCard, TaskDetail, Text, Title, WipLimit

from ..access import board_of, me, task_of
from ..database import Db
from ..models import Board, Comment, Task
from .boards import my_boards

its_board = context("board", board_id=lambda _, result: result.board_id)
"""The board of the task that a mutation returns."""


@register
@client(context="task", auth=True)
def task(request: Request, db: Db, task_id: Id) -> TaskDetail:
    """A task with its text."""
    return TaskDetail.model_validate(task_of(request, db, task_id))


@register
@client(context="task", auth=True)
def comments(request: Request, db: Db, task_id: Id) -> list[CommentOut]:
    """What was said about a task, oldest first."""
    return [CommentOut.model_validate(each) for each in task_of(request, db, task_id).comments]


@register
@client(affects=["board", my_boards], auth=True)
def create_task(request: Request, db: Db, board_id: Id, title: Title, due: date | None = None) -> TaskCard:
    """Put a new task into the first column."""
    row = Task(board=board_of(request, db, board_id), title=title, due=due)
    db.add(row)
    db.flush()
    return TaskCard.model_validate(row)


@register
@client(affects=["board", "task", my_boards], auth=True, raises=[WipLimitReached])
def move_task(request: Request, db: Db, board_id: Id, task_id: Id, column: Column) -> TaskCard:
    """Put a task into another column."""
    row = task_of(request, db, task_id, board_id)
    if column == "doing" and row.column != "doing":
        check_limit(db, row.board)
    row.column = column
    db.flush()
    return TaskCard.model_validate(row)


@register
@client(affects=["task", its_board], auth=True, raises=[NotAMember])
def edit_task(
    request: Request,
    db: Db,
    task_id: Id,
    title: Title,
    text: Body = "",
    due: date | None = None,
    assignee_id: Id | None = None,
) -> TaskDetail:
    """Change what a task says, when it is due, and whose it is."""
    row = task_of(request, db, task_id)
    assignee = next((each for each in row.board.members if each.id == assignee_id), None)
    if assignee is None and assignee_id is not None:
        raise NotAMember
    row.title, row.text, row.due, row.assignee = title, text, due, assignee
    db.flush()
    return TaskDetail.model_validate(row)


@register
@client(affects=["task", "board", my_boards], auth=True)
def delete_task(request: Request, db: Db, board_id: Id, task_id: Id) -> None:
    """Remove a task with its comments and files."""
    db.delete(task_of(request, db, task_id, board_id))


@register
@client(affects=["task", "board"], auth=True)
def add_comment(request: Request, db: Db, board_id: Id, task_id: Id, text: Text) -> CommentOut:
    """Say something about a task."""
    comment = Comment(task=task_of(request, db, task_id, board_id), author=me(request, db), text=text)
    db.add(comment)
    db.flush()
    return CommentOut.model_validate(comment)


@register
@client(affects=["task", "board"], auth=True)
def delete_comment(request: Request, db: Db, board_id: Id, task_id: Id, comment_id: Id) -> None:
    """Take back what one said oneself."""
    task = task_of(request, db, task_id, board_id)
    comment = next((each for each in task.comments if each.id == comment_id), None)
    if comment is None:
        raise NotFound("There is no such comment.")
    if comment.author is not me(request, db):
        raise Forbidden("Only who wrote a comment can delete it.")
    task.comments.remove(comment)


def check_limit(db: Session, board: Board) -> None:
    """Refuse one more task in progress than the board allows."""
    doing = db.scalar(select(func.count(Task.id)).where(Task.board_id == board.id, Task.column == "doing")) or 0
    if doing >= board.doing_limit:
        raise WipLimitReached(
            f"“{board.title}” allows {board.doing_limit} tasks in progress. Finish one first.",
            details=WipLimit(limit=board.doing_limit, board=board.title),
        )
