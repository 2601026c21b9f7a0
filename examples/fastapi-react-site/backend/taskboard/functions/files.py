"""Files attached to tasks."""

from __future__ import annotations

from fastapi import UploadFile
from mizan_fastapi import client, register
from starlette.requests import Request
from task_board.schemas import FileOut, Id

from ..access import task_of
from ..database import Db
from ..models import Attachment


@register
@client(context="task", auth=True)
def attachments(request: Request, db: Db, task_id: Id) -> list[FileOut]:
    """The files of a task."""
    return [FileOut.model_validate(each) for each in task_of(request, db, task_id).files]


@register
@client(affects=["task", "board"], auth=True)
def attach_file(request: Request, db: Db, board_id: Id, task_id: Id, file: UploadFile) -> FileOut:
    """Attach a file to a task; one of the same name is replaced."""
    task = task_of(request, db, task_id, board_id)
    content = file.file.read()
    name = (file.filename or "file")[:200]
    row = next((each for each in task.files if each.name == name), None) or Attachment(task=task, name=name)
    row.size, row.content = len(content), content
    db.add(row)
    db.flush()
    return FileOut.model_validate(row)
