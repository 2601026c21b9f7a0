"""Files attached to tasks."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from mizan_django import client
from task_board.schemas import FileOut, Id

from ..access import SignedIn, on_task, task_of
from ..models import Attachment


@client(context="task", auth=True)
def attachments(request: SignedIn, task_id: Id) -> list[FileOut]:
    """The files of a task."""
    files = on_task(request, task_id, Attachment.objects.defer("content"))
    return [FileOut.model_validate(each) for each in files]


@client(affects=["task", "board"], auth=True)
def attach_file(request: SignedIn, board_id: Id, task_id: Id, file: UploadedFile) -> FileOut:
    """Attach a file to a task; one of the same name is replaced."""
    content = file.read()
    row = Attachment(
        task=task_of(request, task_id, board_id),
        name=(file.name or "file")[:200],
        size=len(content),
        content=content,
    )
    Attachment.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["task", "name"], update_fields=["size", "content"]
    )
    return FileOut.model_validate(row)
