"""Finding tasks."""

from __future__ import annotations

from typing import Annotated

from django.db.models import Q
from mizan_django import client
from pydantic import Field
from task_board.excerpts import excerpt
from task_board.schemas import Hit

from ..access import SignedIn
from ..models import Task


@client(context="search", auth=True)
def search_tasks(request: SignedIn, q: Annotated[str, Field(max_length=80)]) -> list[Hit]:
    """Tasks on the caller's boards that hold a text; at most 20."""
    wanted = q.strip()
    if not wanted:
        return []
    holds = Q(title__icontains=wanted) | Q(text__icontains=wanted)
    found = Task.objects.filter(holds, board__members=request.user).select_related("board")[:20]
    return [
        Hit(
            task_id=each.pk,
            board_id=each.board_id,
            title=each.title,
            board=each.board.title,
            excerpt=excerpt(each.text, wanted),
        )
        for each in found
    ]
