"""The tables."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.text import Truncator


class Accounts(BaseUserManager["Account"]):
    """Makes accounts, as Django's commands do."""

    def create_user(self, login: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(login=login, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, login: str, password: str | None = None, **fields: Any) -> Account:
        return self.create_user(login, password, is_staff=True, is_superuser=True, **fields)


class Account(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in."""

    login = models.CharField(
        max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9]+\Z", "Small letters and digits only.")]
    )
    name = models.CharField(max_length=80)
    colour = models.CharField(
        max_length=7, default="#5c5f69", validators=[RegexValidator(r"^#[0-9a-f]{6}\Z", "As in #5c5f69.")]
    )
    is_staff = models.BooleanField("staff", default=False, help_text="Sees the staff area, and this admin.")
    is_active = models.BooleanField("active", default=True, help_text="May sign in.")

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[Accounts] = Accounts()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        """Return what the admin greets somebody with."""
        return self.name


class Counted(Subquery):
    """How many rows there are; joins would multiply them."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk"))


class Boards(models.QuerySet["Board"]):
    """Boards, as different readers need them."""

    def counted(self) -> Boards:
        """Add `all_tasks` and `open_tasks`."""
        tasks = Task.objects.filter(board=OuterRef("pk"))
        return self.annotate(all_tasks=Counted(tasks), open_tasks=Counted(tasks.exclude(column=Task.Column.DONE)))


class Board(models.Model):
    """A board of tasks, seen by its members."""

    title = models.CharField(max_length=60)
    doing_limit = models.PositiveSmallIntegerField(default=5, help_text="How many tasks may be in progress at once.")
    members = models.ManyToManyField(Account, through="Membership", related_name="boards")

    all_tasks: int
    open_tasks: int

    objects = Boards.as_manager()

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    """That somebody works on a board."""

    board = models.ForeignKey(Board, models.CASCADE)
    account = models.ForeignKey(Account, models.CASCADE)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("board", "account"), name="once_a_member"),)

    def __str__(self) -> str:
        return f"{self.account} on {self.board}"


class Tasks(models.QuerySet["Task"]):
    """Tasks, as different readers need them."""

    def cards(self) -> Tasks:
        """Add the assignee, `comment_count` and `file_count`."""
        return self.select_related("assignee").annotate(
            comment_count=Counted(Comment.objects.filter(task=OuterRef("pk"))),
            file_count=Counted(Attachment.objects.filter(task=OuterRef("pk"))),
        )


class Task(models.Model):
    """Something to do."""

    class Column(models.TextChoices):
        """How far it is."""

        TODO = "todo", "To do"
        DOING = "doing"
        DONE = "done"

    board = models.ForeignKey(Board, models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=4000, blank=True)
    column = models.CharField(max_length=8, choices=Column, default=Column.TODO)
    due = models.DateField(null=True, blank=True)
    assignee = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="tasks")
    changed_at = models.DateTimeField(auto_now=True)

    comment_count: int
    file_count: int

    objects = Tasks.as_manager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Give a task to a member of its board only."""
        if self.assignee_id and not Membership.objects.filter(board=self.board_id, account=self.assignee_id).exists():
            raise ValidationError({"assignee": "A task can only be given to a member of its board."})


class Comment(models.Model):
    """What somebody said about a task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Account, models.CASCADE, related_name="comments")
    text = models.TextField(max_length=4000)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return Truncator(self.text).chars(60)


class Attachment(models.Model):
    """A file of a task; its content is read only when it is asked for."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("task", "name"), name="one_of_a_name"),)

    def __str__(self) -> str:
        return self.name
