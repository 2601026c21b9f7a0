"""Who may see what: members their boards, nobody else's. One query decides and reads."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from mizan_core import Forbidden, NotFound

from .models import Account, Board, Task

Row = TypeVar("Row", bound=Model)


class SignedIn(HttpRequest):
    """A request behind `auth=True`: somebody makes it."""

    user: Account


def board_of(request: SignedIn, board_id: int, rows: QuerySet[Board] | None = None) -> Board:
    """Return a board that the caller is a member of."""
    boards = Board.objects.all() if rows is None else rows
    board = boards.filter(pk=board_id, members=request.user).first()
    if board is None:
        raise _refusal(Board.objects.filter(pk=board_id).exists(), "There is no such board.")
    return board


def task_of(
    request: SignedIn, task_id: int, board_id: int | None = None, *, rows: QuerySet[Task] | None = None
) -> Task:
    """Return a task on a board that the caller is a member of; on this board, if one is named."""
    on_board = {} if board_id is None else {"board": board_id}
    tasks = Task.objects.all() if rows is None else rows
    task = tasks.filter(pk=task_id, board__members=request.user, **on_board).first()
    if task is None:
        raise _refusal(Task.objects.filter(pk=task_id, **on_board).exists(), "There is no such task.")
    return task


def on_board(
    request: SignedIn, board_id: int, rows: QuerySet[Row], *, path: str = "board", most: int | None = None
) -> list[Row]:
    """Return the rows that belong to a board of the caller's; `path` leads from a row to its board."""
    found = list(rows.filter(**{path: board_id, f"{path}__members": request.user})[:most])
    if not found:
        board_of(request, board_id)  # nothing there, or nothing for the caller
    return found


def on_task(request: SignedIn, task_id: int, rows: QuerySet[Row]) -> list[Row]:
    """Return the rows that belong to a task on a board of the caller's."""
    found = list(rows.filter(task=task_id, task__board__members=request.user))
    if not found:
        task_of(request, task_id)
    return found


def _refusal(there: bool, missing: str) -> Exception:
    return Forbidden("You are not a member of this board.") if there else NotFound(missing)
