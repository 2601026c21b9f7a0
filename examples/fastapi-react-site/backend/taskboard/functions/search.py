"""Finding tasks."""

from __future__ import annotations

from typing import Annotated

from mizan_fastapi import client, register
from pydantic import Field
from sqlalchemy import or_, select
from starlette.requests import Request
from task_board.excerpts import excerpt
from task_board.schemas import Hit

from ..access import me
from ..database import Db
from ..models import Board, Task


@register
@client(context="search", auth=True)
def search_tasks(request: Request, db: Db, q: Annotated[str, Field(max_length=80)]) -> list[Hit]:
    """Tasks on the caller's boards that hold a text; at most 20."""
    wanted = q.strip()
    if not wanted:
        return []
    holds = or_(*(each.icontains(wanted, autoescape=True) for each in (Task.title, Task.text)))
    mine = Task.board_id.in_([each.id for each in me(request, db).boards])
    return [
        Hit(task_id=task.id, board_id=board.id, title=task.title, board=board.title, excerpt=excerpt(task.text, wanted))
        for task, board in db.execute(
            select(Task, Board).join(Task.board).where(mine, holds).order_by(Task.id).limit(20)
        )
    ]
