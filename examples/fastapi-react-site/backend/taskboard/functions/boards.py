"""Boards and their members."""

from __future__ import annotations

from mizan_fastapi import client, register
from sqlalchemy import func, select
from starlette.requests import Request
from task_board.errors import LastMember, NoSuchPerson
from task_board.schemas import BoardInfo, BoardLink, BoardTitle, CommentOut, Id, Person, Remark, TaskCard

from ..access import board_of, me
from ..database import Db
from ..models import Account, Board, Comment, Task


@register
@client(context="global", auth=False)
def my_boards(request: Request, db: Db) -> list[BoardLink]:
    """The boards that the caller is a member of; none for nobody."""
    if request.state.user is None:
        return []
    return [BoardLink.model_validate(each) for each in me(request, db).boards]


@register
@client(context="board", auth=True)
def board(request: Request, db: Db, board_id: Id) -> BoardInfo:
    """A board's title and rules."""
    return BoardInfo.model_validate(board_of(request, db, board_id))


@register
@client(context="board", auth=True)
def board_members(request: Request, db: Db, board_id: Id) -> list[Person]:
    """Who works on a board."""
    return [Person.model_validate(each) for each in board_of(request, db, board_id).members]


@register
@client(context="board", auth=True)
def board_tasks(request: Request, db: Db, board_id: Id) -> list[TaskCard]:
    """The cards of a board."""
    return [TaskCard.model_validate(each) for each in board_of(request, db, board_id).tasks]


@register
@client(context="board", auth=True)
def board_activity(request: Request, db: Db, board_id: Id) -> list[Remark]:
    """The newest comments on a board."""
    board_of(request, db, board_id)
    on_board = select(Comment).join(Task).where(Task.board_id == board_id)
    newest = on_board.order_by(Comment.written_at.desc(), Comment.id.desc()).limit(5)
    return [
        Remark(comment=CommentOut.model_validate(each), task_id=each.task_id, task=each.task.title)
        for each in db.scalars(newest)
    ]


@register
@client(affects=my_boards, auth=True)
def create_board(request: Request, db: Db, title: BoardTitle) -> BoardLink:
    """Start a board with the caller as its only member."""
    row = Board(title=title, members=[me(request, db)])
    db.add(row)
    db.flush()
    return BoardLink.model_validate(row)


@register
@client(affects=["board", my_boards], auth=True)
def rename_board(request: Request, db: Db, board_id: Id, title: BoardTitle) -> BoardInfo:
    """Give a board another title."""
    row = board_of(request, db, board_id)
    row.title = title
    return BoardInfo.model_validate(row)


@register
@client(affects="board", auth=True, raises=[NoSuchPerson])
def add_member(request: Request, db: Db, board_id: Id, login: str) -> Person:
    """Let somebody else work on a board."""
    row = board_of(request, db, board_id)
    person = db.scalar(select(Account).where(func.lower(Account.login) == login.strip().lower()))
    if person is None:
        raise NoSuchPerson
    if person not in row.members:
        row.members.append(person)
    return Person.model_validate(person)


@register
@client(affects=["board", my_boards], auth=True, raises=[LastMember])
def remove_member(request: Request, db: Db, board_id: Id, person_id: Id) -> None:
    """Take somebody off a board, and off its tasks."""
    row = board_of(request, db, board_id)
    if [each.id for each in row.members] == [person_id]:
        raise LastMember
    row.members = [each for each in row.members if each.id != person_id]
    for task in row.tasks:
        if task.assignee_id == person_id:
            task.assignee = None
