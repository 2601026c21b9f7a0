"""The tables."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """The base of all tables."""


def now() -> datetime:
    return datetime.now(UTC)


membership = Table(
    "membership",
    Base.metadata,
    Column("board_id", ForeignKey("board.id"), primary_key=True),
    Column("user_id", ForeignKey("account.id"), primary_key=True),
)


class Account(Base):
    """Somebody who can sign in."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    colour: Mapped[str] = mapped_column(String(7))
    password: Mapped[str] = mapped_column(String(200))
    is_staff: Mapped[bool] = mapped_column(default=False)
    boards: Mapped[list[Board]] = relationship(secondary=membership, back_populates="members")


class Board(Base):
    """A board of tasks, seen by its members."""

    __tablename__ = "board"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(60))
    doing_limit: Mapped[int] = mapped_column(default=5)
    members: Mapped[list[Account]] = relationship(secondary=membership, back_populates="boards")
    tasks: Mapped[list[Task]] = relationship(back_populates="board", order_by="Task.id")


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
    assignee: Mapped[Account | None] = relationship()
    comments: Mapped[list[Comment]] = relationship(
        back_populates="task", order_by="Comment.id", cascade="all, delete-orphan"
    )
    files: Mapped[list[Attachment]] = relationship(
        back_populates="task", order_by="Attachment.id", cascade="all, delete-orphan"
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
    """A file of a task."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("task_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    content: Mapped[bytes]
    task: Mapped[Task] = relationship(back_populates="files")
