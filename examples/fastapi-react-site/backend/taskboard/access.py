"""Who may see what: members their boards, nobody else's."""

from __future__ import annotations

from mizan_core import Forbidden, NotFound, Unauthenticated
from sqlalchemy.orm import Session
from starlette.requests import Request

from .models import Account, Board, Task


def me(request: Request, db: Session) -> Account:
    """Return the signed-in account, as a row of this session."""
    user = request.state.user
    account = db.get(Account, user.id) if user is not None else None
    if account is None:
        raise Unauthenticated
    return account


def board_of(request: Request, db: Session, board_id: int) -> Board:
    """Return a board that the caller is a member of."""
    board = db.get(Board, board_id)
    if board is None:
        raise NotFound("There is no such board.")
    if me(request, db) not in board.members:
        raise Forbidden("You are not a member of this board.")
    return board


def task_of(request: Request, db: Session, task_id: int, board_id: int | None = None) -> Task:
    """Return a task on a board that the caller is a member of; on this board, if one is named."""
    task = db.get(Task, task_id)
    if task is None or board_id not in (None, task.board_id):
        raise NotFound("There is no such task.")
    board_of(request, db, task.board_id)
    return task
