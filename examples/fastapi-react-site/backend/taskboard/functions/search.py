"""Finding tasks."""

from __future__ import annotations

from typing import Annotated

from mizan_fastapi import client, register
from pydantic import Field
from sqlalchemy import select
from starlette.requests import Request

from ..access import me
from ..database import Db
from ..models import Board, Task
from ..schemas import Hit


@register
@client(context="search", auth=True)
def search_tasks(request: Request, db: Db, q: Annotated[str, Field(max_length=80)]) -> list[Hit]:
    """Tasks on the caller's boards whose title holds a text; at most 20."""
    if not q.strip():
        return []
    boards = [each.id for each in me(request, db).boards]
    found = (
        select(Task)
        .join(Board)
        .where(Task.board_id.in_(boards), Task.title.icontains(q.strip(), autoescape=True))
        .order_by(Task.id)
        .limit(20)
    )
    return [
        Hit(task_id=each.id, board_id=each.board_id, title=each.title, board=each.board.title)
        for each in db.scalars(found)
    ]
