"""Boards and tasks: their rules, and what becomes fresh with each change."""

from __future__ import annotations

from typing import Any
from unittest import mock

from mizan_django.testing import MizanClient
from taskboard.clients import tasks
from taskboard.models import Task

from .team import TeamTestCase, mounted


class TaskTests(TeamTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.ada = self.client_of("ada")
        self.both = mounted(self.website, self.mobile)

    def test_a_new_task_refreshes_its_board_and_no_other(self) -> None:
        args = {"board_id": self.mobile.pk, "title": " Ship it ", "due": "2030-02-03"}
        answer = self.ada.call("create_task", args, mounted=self.both)

        assert [each["params"] for each in answer.refreshed] == [{"board_id": self.mobile.pk}]
        assert answer.refreshed[0]["data"]["board_tasks"][-1] == answer.result
        assert (answer.result["title"], answer.result["due"]) == ("Ship it", "2030-02-03")
        answer.assert_targets({"function": "my_boards"})

    def test_an_edit_refreshes_the_board_of_the_task_though_no_argument_names_it(self) -> None:
        args = {"task_id": self.first_in("todo", self.mobile).pk, "title": "Another title"}
        answer = self.ada.call("edit_task", args, mounted=self.both)

        assert [each["params"] for each in answer.refreshed] == [{"board_id": self.mobile.pk}]

    def test_a_comment_is_counted_on_its_card_at_once(self) -> None:
        before = self.first.comments.count()

        answer = self.ada.call("add_comment", self.on_website(text="Ready?"), mounted=self.both)

        fresh = answer.refreshed[0]["data"]
        counts = {each["id"]: each["comment_count"] for each in fresh["board_tasks"]}
        assert counts[self.first.pk] == before + 1
        assert fresh["board_activity"][0]["comment"] == answer.result

    def test_the_activity_is_the_newest_five(self) -> None:
        for number in range(6):
            self.ada.call("add_comment", self.on_website(text=f"Number {number}"))

        said = [each["comment"]["text"] for each in self.board(self.ada)["board_activity"]]
        assert said == [f"Number {number}" for number in (5, 4, 3, 2, 1)]

    def test_a_refused_change_makes_nothing_stale(self) -> None:
        answer = self.ada.call("create_task", {"board_id": self.mobile.pk, "title": " "}, mounted=self.both)

        assert set(answer.json) == {"error"}
        assert [each["path"] for each in answer.error["details"]] == [["title"]]

    def test_a_board_takes_only_so_many_tasks_in_progress(self) -> None:
        answers = [self.start() for _ in range(3)]

        assert ["error" in each for each in answers] == [False, False, True]
        assert answers[-1]["error"]["code"] == "WIP_LIMIT_REACHED"
        assert answers[-1]["error"]["details"] == {"limit": 5, "board": "Website relaunch"}

    def test_who_is_in_progress_already_may_stay_there(self) -> None:
        self.start()
        self.start()

        args = {"board_id": self.website.pk, "task_id": self.first_in("doing").pk, "column": "doing"}
        assert self.ada.call("move_task", args).result["column"] == "doing"

    def test_a_change_that_fails_after_it_was_written_leaves_nothing_behind(self) -> None:
        before = self.board(self.ada, self.mobile)["board_tasks"]
        card = mock.Mock()
        card.model_validate.side_effect = RuntimeError("the secret reason")

        with mock.patch.object(tasks, "TaskCard", card), self.assertLogs(level="ERROR"):
            answer = self.ada.call("create_task", {"board_id": self.mobile.pk, "title": "Half done"})

        assert card.model_validate.call_count == 1
        assert answer.error["code"] == "INTERNAL_ERROR"
        assert b"secret" not in answer.body
        assert self.board(self.ada, self.mobile)["board_tasks"] == before

    def test_a_task_is_given_to_members_of_its_board(self) -> None:
        args = {"task_id": self.first.pk, "title": "New"}
        edsger, grace = self.account("edsger"), self.account("grace")

        self.assert_refused(self.ada.call("edit_task", {**args, "assignee_id": edsger.pk}), "NOT_A_MEMBER")
        assert Task.objects.get(pk=self.first.pk).title == self.first.title
        given = self.ada.call("edit_task", {**args, "assignee_id": grace.pk}).result
        assert given["assignee"]["login"] == "grace"
        assert self.ada.call("edit_task", args).result["assignee"] is None

    def test_who_leaves_a_board_leaves_its_tasks(self) -> None:
        grace = self.account("grace")
        assert grace.tasks.filter(board=self.website).exists()

        self.ada.call("remove_member", {"board_id": self.website.pk, "person_id": grace.pk})

        board = self.board(self.ada)
        assert grace.pk not in [each["id"] for each in board["board_members"]]
        assert not grace.tasks.filter(board=self.website).exists()

    def test_somebody_stays_on_a_board(self) -> None:
        board = self.ada.call("create_board", {"title": "Mine alone"}).result["id"]

        args = {"board_id": board, "person_id": self.account("ada").pk}
        self.assert_refused(self.ada.call("remove_member", args), "LAST_MEMBER")

    def test_a_member_is_added_once_by_login_in_any_case(self) -> None:
        for _ in range(2):
            added = self.ada.call("add_member", {"board_id": self.mobile.pk, "login": " Barbara "})
            assert added.result["name"] == "Barbara Liskov"

        members = [each["login"] for each in self.board(self.ada, self.mobile)["board_members"]]
        assert members == ["ada", "barbara", "edsger", "grace"]
        nobody = self.ada.call("add_member", {"board_id": self.mobile.pk, "login": "nobody"})
        self.assert_refused(nobody, "NO_SUCH_PERSON")

    def test_counts_in_the_navigation_follow(self) -> None:
        assert self.counts() == (10, 14)
        args = {"board_id": self.website.pk, "task_id": self.first_in("todo").pk}
        self.ada.call("move_task", {**args, "column": "done"})
        assert self.counts() == (9, 14)
        self.ada.call("delete_task", args)
        assert self.counts() == (9, 13)

    def test_a_moment_says_that_it_is_utc_when_written_and_when_read(self) -> None:
        written = self.ada.call("add_comment", self.on_website(text="Now")).result["written_at"]

        assert written.endswith("Z")
        said = self.ada.context("task", {"task_id": self.first.pk}).data["comments"]
        assert said[-1]["written_at"] == written

    def start(self) -> Any:
        """Put one more task of the website into progress."""
        args = {"board_id": self.website.pk, "task_id": self.first_in("todo").pk, "column": "doing"}
        return self.ada.call("move_task", args, mounted=self.both).json

    def counts(self) -> tuple[int, int]:
        boards = MizanClient(self.account("ada")).context("global").data["my_boards"]
        board = next(each for each in boards if each["id"] == self.website.pk)
        return board["open_tasks"], board["all_tasks"]
