"""What travels to the browser."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id: TypeAlias = Annotated[int, Field(ge=1, le=999_999_999)]
Column: TypeAlias = Literal["todo", "doing", "done"]
BoardTitle: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Title: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Body: TypeAlias = Annotated[str, StringConstraints(max_length=4000)]
Text: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class FromRow(BaseModel):
    """Read from a row of the database."""

    model_config = ConfigDict(from_attributes=True)


class Person(FromRow):
    """A member of the team."""

    id: int
    login: str
    name: str
    colour: str = Field(description="A CSS colour for the avatar.")


class Me(Person):
    """Who is signed in."""

    is_staff: bool


class BoardLink(FromRow):
    """A board in the navigation."""

    id: int
    title: str
    all_tasks: int
    open_tasks: int = Field(description="Tasks that are not done.")


class BoardInfo(FromRow):
    """A board's title and rules."""

    id: int
    title: str
    doing_limit: int = Field(description="How many tasks may be in progress at once.")


class TaskCard(FromRow):
    """A task as it stands in its column."""

    id: int
    board_id: int
    title: str
    column: Column
    due: date | None
    assignee: Person | None
    comment_count: int
    file_count: int


class TaskDetail(FromRow):
    """A task with its text."""

    id: int
    board_id: int
    title: str
    text: str
    column: Column
    due: date | None
    assignee: Person | None
    changed_at: datetime


class CommentOut(FromRow):
    """A comment and who wrote it."""

    id: int
    text: str
    written_at: datetime
    author: Person


class Remark(BaseModel):
    """A comment as a board's activity shows it."""

    comment: CommentOut
    task_id: int
    task: str = Field(description="The title of its task.")


class FileOut(FromRow):
    """An attached file."""

    id: int
    name: str
    size: int = Field(description="In bytes.")


class Hit(BaseModel):
    """A task that a search found, by its title or its text."""

    task_id: int
    board_id: int
    title: str
    board: str
    excerpt: str = Field(description="Where its text holds what was searched for, if it does.")


class StaffRow(BaseModel):
    """Somebody and how much they have to do, for staff."""

    person: Person
    boards: int
    open_tasks: int


class WipLimit(BaseModel):
    """The limit that a move would break."""

    limit: int
    board: str
