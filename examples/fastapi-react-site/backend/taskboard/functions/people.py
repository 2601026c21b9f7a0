"""The staff area."""

from __future__ import annotations

from mizan_fastapi import client, register
from sqlalchemy import func, select

from ..database import Db
from ..models import Account, Task
from ..schemas import Person, StaffRow


@register
@client(context="staff", auth="staff")
def workload(db: Db) -> list[StaffRow]:
    """Everybody, and how much each has to do."""
    open_tasks = dict(
        db.execute(
            select(Task.assignee_id, func.count(Task.id)).where(Task.column != "done").group_by(Task.assignee_id)
        ).all()  # type: ignore[arg-type]  # rows are pairs
    )
    return [
        StaffRow(person=Person.model_validate(each), boards=len(each.boards), open_tasks=open_tasks.get(each.id, 0))
        for each in db.scalars(select(Account).order_by(Account.name))
    ]
