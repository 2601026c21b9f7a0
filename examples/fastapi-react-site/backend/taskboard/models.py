"""The tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import Column, DateTime, ForeignKey, String, Table, TypeDecorator, UniqueConstraint, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, mapped_column, relationship


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite itself forgets the time zone."""

    impl = DateTime
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Any) -> Any:  # noqa: ARG002  # called by SQLAlchemy
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of all tables."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment}


def now() -> datetime:
    return datetime.now(UTC)


membership = Table(
    "membership",
    Base.metadata,
    Column[int]("board_id", ForeignKey("board.id"), primary_key=True),
    Column[int]("user_id", ForeignKey("account.id"), primary_key=True),
)


class Comment(Base):
    """What somebody said about a task."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=now)
    task: Mapped[Task] = relationship(back_populates="comments")
    author: Mapped[Account] = relationship()


class Attachment(Base):
    """A file of a task; its content is read only when it is asked for."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("task_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(deferred=True)
    task: Mapped[Task] = relationship(back_populates="files")


class Task(Base):
    """Something to do."""

    __tablename__ = "task"
    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(default="")
    column: Mapped[str] = mapped_column(String(8), default="todo")
    due: Mapped[date | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    board: Mapped[Board] = relationship(back_populates="tasks")
    assignee: Mapped[Account | None] = relationship(lazy="joined")
    comments: Mapped[list[Comment]] = relationship(
        back_populates="task", order_by=Comment.id, cascade="all, delete-orphan"
    )
    files: Mapped[list[Attachment]] = relationship(
        back_populates="task", order_by=Attachment.id, cascade="all, delete-orphan"
    )
    comment_count: Mapped[int] = column_property(
        select(func.count(Comment.id)).where(Comment.task_id == id).correlate_except(Comment).scalar_subquery()
    )
    file_count: Mapped[int] = column_property(
        select(func.count(Attachment.id)).where(Attachment.task_id == id).correlate_except(Attachment).scalar_subquery()
    )


class Board(Base):
    """A board of tasks, seen by its members."""

    __tablename__ = "board"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(60))
    doing_limit: Mapped[int] = mapped_column(default=5)
    members: Mapped[list[Account]] = relationship(
        secondary=membership, back_populates="boards", order_by="Account.name"
    )
    tasks: Mapped[list[Task]] = relationship(back_populates="board", order_by=Task.id)
    all_tasks: Mapped[int] = column_property(
        select(func.count(Task.id)).where(Task.board_id == id).correlate_except(Task).scalar_subquery()
    )
    open_tasks: Mapped[int] = column_property(
        select(func.count(Task.id))
        .where(Task.board_id == id, Task.column != "done")
        .correlate_except(Task)
        .scalar_subquery()
    )


class Account(Base):
    """Somebody who can sign in."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    colour: Mapped[str] = mapped_column(String(7))
    password: Mapped[str] = mapped_column(String(300))
    is_staff: Mapped[bool] = mapped_column(default=False)
    boards: Mapped[list[Board]] = relationship(secondary=membership, back_populates="members", order_by=Board.title)


class SignIn(Base):
    """A browser in which somebody is signed in; gone when they sign out."""

    __tablename__ = "sign_in"
    key: Mapped[str] = mapped_column(String(50), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    until: Mapped[datetime]
    account: Mapped[Account] = relationship()
