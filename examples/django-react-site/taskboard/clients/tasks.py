"""Tasks and what is said about them."""

from __future__ import annotations

from datetime import date

from mizan_core import Forbidden, NotFound
from mizan_django import client, context
from task_board.errors import NotAMember, WipLimitReached
from task_board.schemas import Body, Column, CommentOut, Id, TaskCard, TaskDetail, Text, Title, WipLimit

from ..access import SignedIn, board_of, on_task, task_of
from ..models import Account, Board, Comment, Task
from .boards import my_boards

its_board = context("board", board_id=lambda _, result: result.board_id)
"""The board of the task that a mutation returns."""


@client(context="task", auth=True)
def task(request: SignedIn, task_id: Id) -> TaskDetail:
    """A task with its text."""
    return TaskDetail.model_validate(task_of(request, task_id, rows=Task.objects.select_related("assignee")))


@client(context="task", auth=True)
def comments(request: SignedIn, task_id: Id) -> list[CommentOut]:
    """What was said about a task, oldest first."""
    said = on_task(request, task_id, Comment.objects.select_related("author"))
    return [CommentOut.model_validate(each) for each in said]


@client(affects=["board", my_boards], auth=True)
def create_task(request: SignedIn, board_id: Id, title: Title, due: date | None = None) -> TaskCard:
    """Put a new task into the first column."""
    row = Task.objects.create(board=board_of(request, board_id), title=title, due=due)
    row.comment_count = row.file_count = 0
    return TaskCard.model_validate(row)


@client(affects=["board", "task", my_boards], auth=True, raises=[WipLimitReached])
def move_task(request: SignedIn, board_id: Id, task_id: Id, column: Column) -> TaskCard:
    """Put a task into another column."""
    row = task_of(request, task_id, board_id, rows=Task.objects.cards())
    if column == "doing" and row.column != "doing":
        check_limit(board_id)
    row.column = column
    row.save(update_fields=["column", "changed_at"])
    return TaskCard.model_validate(row)


@client(affects=["task", its_board], auth=True, raises=[NotAMember])
def edit_task(
    request: SignedIn,
    task_id: Id,
    title: Title,
    text: Body = "",
    due: date | None = None,
    assignee_id: Id | None = None,
) -> TaskDetail:
    """Change what a task says, when it is due, and whose it is."""
    row = task_of(request, task_id)
    assignee = None if assignee_id is None else Account.objects.filter(pk=assignee_id, boards=row.board_id).first()
    if assignee is None and assignee_id is not None:
        raise NotAMember
    row.title, row.text, row.due, row.assignee = title, text, due, assignee
    row.save(update_fields=["title", "text", "due", "assignee", "changed_at"])
    return TaskDetail.model_validate(row)


@client(affects=["task", "board", my_boards], auth=True)
def delete_task(request: SignedIn, board_id: Id, task_id: Id) -> None:
    """Remove a task with its comments and files."""
    task_of(request, task_id, board_id).delete()


@client(affects=["task", "board"], auth=True)
def add_comment(request: SignedIn, board_id: Id, task_id: Id, text: Text) -> CommentOut:
    """Say something about a task."""
    task = task_of(request, task_id, board_id)
    return CommentOut.model_validate(Comment.objects.create(task=task, author=request.user, text=text))


@client(affects=["task", "board"], auth=True)
def delete_comment(request: SignedIn, board_id: Id, task_id: Id, comment_id: Id) -> None:
    """Take back what one said oneself."""
    task = task_of(request, task_id, board_id)
    comment = task.comments.filter(pk=comment_id).first()
    if comment is None:
        raise NotFound("There is no such comment.")
    if comment.author_id != request.user.pk:
        raise Forbidden("Only who wrote a comment can delete it.")
    comment.delete()


def check_limit(board_id: int) -> None:
    """Refuse one more task in progress than the board allows; two at once come one after the other."""
    board = Board.objects.select_for_update().get(pk=board_id)
    if board.tasks.filter(column="doing").count() >= board.doing_limit:
        raise WipLimitReached(
            f"“{board.title}” allows {board.doing_limit} tasks in progress. Finish one first.",
            details=WipLimit(limit=board.doing_limit, board=board.title),
        )
