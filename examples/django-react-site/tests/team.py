"""The sample's people and boards, in a database of their own per test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.core.cache import cache
from django.test import TestCase, override_settings
from mizan_django.testing import Answer, MizanClient
from taskboard.models import Account, Attachment, Board, Comment, Membership, Task
from taskboard.seed import seed

PASSWORD = "mizan"


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
class TeamTestCase(TestCase):
    """Ada, Grace, Alan and Katherine are on the website's board; Ada, Grace and Edsger on the mobile one."""

    website: ClassVar[Board]
    mobile: ClassVar[Board]
    first: ClassVar[Task]

    @classmethod
    def setUpTestData(cls) -> None:
        seed(date(2020, 1, 1))
        cls.website = Board.objects.get(title="Website relaunch")
        cls.mobile = Board.objects.get(title="Mobile app")
        cls.first = cls.website.tasks.all()[0]

    def setUp(self) -> None:
        cache.clear()  # what was tried in other tests

    def account(self, login: str) -> Account:
        return Account.objects.get(login=login)

    def client_of(self, login: str) -> MizanClient:
        """Return the client of somebody who is signed in."""
        return MizanClient(self.account(login))

    def board(self, client: MizanClient, board: Board | None = None) -> Any:
        """Return all of a board, by function."""
        return client.context("board", {"board_id": (board or self.website).pk}).data

    def first_in(self, column: str, board: Board | None = None) -> Task:
        """Return the first task of a board in a column."""
        return (board or self.website).tasks.filter(column=column)[0]

    def on_website(self, **args: Any) -> dict[str, Any]:
        """Return arguments that name the website's board and its first task."""
        return {"board_id": self.website.pk, "task_id": self.first.pk, **args}

    def add_plenty(self) -> None:
        """Put more people on the board, more boards into the navigation, and more on every task."""
        ada = self.account("ada")
        many = [Account(login=f"more{number}", name=f"More {number}") for number in range(20)]
        people = [ada, *Account.objects.bulk_create(many)]
        boards = Board.objects.bulk_create(Board(title=f"More {number}") for number in range(20))
        Membership.objects.bulk_create(Membership(board=each, account=ada) for each in boards)
        Membership.objects.bulk_create(Membership(board=self.website, account=each) for each in people[1:])
        Task.objects.bulk_create(
            Task(board=self.website, title=f"The {number}", assignee=each) for number, each in enumerate(people)
        )
        tasks = list(self.website.tasks.all())
        Comment.objects.bulk_create(
            Comment(task=task, author=each, text="More") for task in tasks for each in people[:5]
        )
        Attachment.objects.bulk_create(
            Attachment(task=task, name=f"{number}.txt", size=1, content=b"1") for task in tasks for number in range(3)
        )

    def assert_refused(self, answer: Answer, code: str) -> None:
        assert answer.error["code"] == code, answer.json


def mounted(*boards: Board) -> Sequence[Mapping[str, Any]]:
    """Return what a page sends that shows these boards."""
    return [{"context": "board", "params": {"board_id": each.pk}} for each in boards]


def codes(errors: Mapping[str, Any]) -> set[str]:
    """Return the codes of a bundle's errors."""
    return {each["code"] for each in errors.values()}
