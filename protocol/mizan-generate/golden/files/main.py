"""Functions that take files."""

from typing import Annotated

from fastapi import Depends, UploadFile
from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel

registry = Registry()


class Stored(BaseModel):
    name: str
    size: int


def store() -> str:
    return "disk"


@register(registry=registry)
@client(affects=[])
def attach(task_id: int, file: UploadFile, where: Annotated[str, Depends(store)]) -> Stored:
    """Attach a file to a task."""
    return Stored(name=file.filename or "", size=file.size or 0)


@register(registry=registry)
@client
def attach_all(files: list[UploadFile], note: str = "") -> list[Stored]:
    return []


@register(registry=registry)
@client
def avatar(picture: UploadFile | None = None) -> bool:
    """Set a picture, or remove it."""
    return picture is not None
