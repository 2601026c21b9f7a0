"""The staff area."""

from __future__ import annotations

from mizan_fastapi import client, register
from sqlalchemy import func, select
from task_board.schemas import Person, StaffRow

from ..database import Db
from ..models import Account, Task


@register
@client(context="staff", auth="staff")
def workload(db: Db) -> list[StaffRow]:
    """Everybody, and how much each has to do."""
    to_do = select(Task.assignee_id, func.count()).where(Task.column != "done").group_by(Task.assignee_id)
    counts = {who: count for who, count in db.execute(to_do)}
    return [
        StaffRow(person=Person.model_validate(each), boards=len(each.boards), open_tasks=counts.get(each.id, 0))
        for each in db.scalars(select(Account).order_by(Account.name))
    ]
