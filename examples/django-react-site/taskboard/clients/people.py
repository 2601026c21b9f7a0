"""The staff area."""

from __future__ import annotations

from django.db.models import OuterRef
from mizan_django import client
from task_board.schemas import Person, StaffRow

from ..models import Account, Counted, Membership, Task


@client(context="staff", auth="staff")
def workload() -> list[StaffRow]:
    """Everybody, and how much each has to do."""
    mine = Task.objects.filter(assignee=OuterRef("pk"))
    people = Account.objects.annotate(
        board_count=Counted(Membership.objects.filter(account=OuterRef("pk"))),
        open_tasks=Counted(mine.exclude(column=Task.Column.DONE)),
    )
    return [
        StaffRow(person=Person.model_validate(each), boards=each.board_count, open_tasks=each.open_tasks)
        for each in people
    ]
