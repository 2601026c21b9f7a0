"""Two people at once: who comes second waits, and sees what the first one did."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase, override_settings, skipUnlessDBFeature
from mizan_django.testing import Answer, MizanClient
from taskboard.models import Account, Board
from taskboard.seed import seed


@skipUnlessDBFeature("has_select_for_update")
@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
class AtOnceTests(TransactionTestCase):
    def setUp(self) -> None:
        seed(date(2020, 1, 1))
        self.board = Board.objects.get(title="Website relaunch")
        self.ada, self.grace = (Account.objects.get(login=each) for each in ("ada", "grace"))

    def test_the_last_place_in_progress_is_taken_once(self) -> None:
        self.board.doing_limit = self.board.tasks.filter(column="doing").count() + 1
        self.board.save()
        first, second = self.board.tasks.filter(column="todo")[:2]
        first.column = "doing"

        answer = self.behind(first.save, "move_task", task_id=second.pk, column="doing")

        assert answer.error["code"] == "WIP_LIMIT_REACHED"

    def test_of_two_who_leave_together_one_stays(self) -> None:
        self.board.members.set([self.ada, self.grace])

        answer = self.behind(lambda: self.board.members.remove(self.ada), "remove_member", person_id=self.grace.pk)

        assert answer.error["code"] == "LAST_MEMBER"

    def behind(self, work: Callable[[], object], function: str, **args: Any) -> Answer:
        """Return what Grace is answered who calls while somebody else holds the board and does some work."""
        grace = MizanClient(self.grace)

        def call() -> Answer:
            try:
                return grace.call(function, {"board_id": self.board.pk, **args})
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as thread:
            with transaction.atomic():
                Board.objects.select_for_update().get(pk=self.board.pk)
                work()
                answer = thread.submit(call)
                time.sleep(0.3)
                assert not answer.done()
            return answer.result(5)
