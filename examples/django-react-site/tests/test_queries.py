"""What each function costs in queries, and that this does not grow with what there is."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from mizan_core import default_registry
from mizan_django.testing import Answer, MizanClient
from taskboard.models import Attachment, Comment

from .team import PASSWORD, TeamTestCase, mounted

WHO_CALLS = 2
"""The session and its user, where no rule has asked for them before."""

QUERIES = {
    "current_user": WHO_CALLS,
    "my_boards": WHO_CALLS + 1,
    "board": 1,
    "board_members": 1,
    "board_tasks": 1,
    "board_activity": 1,
    "task": 1,
    "comments": 1,
    "attachments": 1,
    "search_tasks": 1,
    "workload": 1,
}

MUTATIONS = {
    "create_board": 2,  # the board, the membership
    "rename_board": 2,  # read, write
    "add_member": 3,  # the board, the person, the membership
    "remove_member": 4,  # the board, its members, the membership, the tasks
    "create_task": 2,  # the board, the task
    "move_task": 4,  # the task, the board's limit, how many there are, the task
    "edit_task": 3,  # the task, the assignee, the task
    "delete_task": 4,  # read, then comments, files and the task
    "add_comment": 2,  # the task, the comment
    "delete_comment": 3,  # the task, the comment, and its end
    "attach_file": 2,  # the task, the file
}

SIGNING_IN = 4
"""The account, its last login; the session: is there one of this name, made. Django writes it again behind the view."""
SIGNING_OUT = 2
"""The session: read and deleted."""


class CostTests(TeamTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.ada = self.client_of("ada")
        Attachment.objects.create(task=self.first, name="plan.txt", size=6, content=b"secret")

    def test_every_function_is_counted(self) -> None:
        assert {*QUERIES, *MUTATIONS, "login", "logout"} == default_registry.functions.keys()

    def test_queries(self) -> None:
        self.assert_reading_costs()

    def test_mutations(self) -> None:
        self.assert_writing_costs()

    def test_queries_where_there_is_more(self) -> None:
        self.add_plenty()
        self.assert_reading_costs()

    def test_mutations_where_there_is_more(self) -> None:
        self.add_plenty()
        self.assert_writing_costs()

    def test_a_page_costs_what_its_queries_do(self) -> None:
        self.add_plenty()
        pages: dict[str, dict[str, Any]] = {
            "global": {},
            "board": {"board_id": self.website.pk},
            "task": {"task_id": self.first.pk},
            "staff": {},
        }
        costs = {name: len(self.ada.context(name, params).queries) for name, params in pages.items()}

        assert costs == {"global": WHO_CALLS + 1, "board": 4, "task": 3, "staff": 1}

    def test_a_change_with_its_fresh_page(self) -> None:
        self.add_plenty()
        shown = [{"context": "global", "params": {}}, *mounted(self.website)]
        answer = self.ada.call("add_comment", self.on_website(text="Seen at once"), mounted=shown)

        assert len(answer.refreshed) == 1
        answer.assert_queries(MUTATIONS["add_comment"] + 4)

    def test_a_board_without_anything_is_looked_at_twice(self) -> None:
        """That there are no tasks may mean that there is no board, or not for the caller."""
        board = self.ada.call("create_board", {"title": "Empty"}).result["id"]

        self.ada.context("board", {"board_id": board}, only=["board_tasks"]).assert_queries(2)

    def test_signing_in_and_out(self) -> None:
        nobody = MizanClient()
        nobody.call("login", {"login": "ada", "password": PASSWORD}).assert_queries(SIGNING_IN)
        nobody.call("logout").assert_queries(SIGNING_OUT)

    def test_nobody_costs_nothing(self) -> None:
        MizanClient().context("global").assert_queries(0)

    def test_a_files_content_is_not_read_for_its_name(self) -> None:
        answer = self.ada.context("task", {"task_id": self.first.pk})

        assert answer.data["attachments"][0]["size"] == 6
        assert not any("content" in each for each in answer.queries)

    def assert_reading_costs(self) -> None:
        params: dict[str, dict[str, Any]] = {
            "board": {"board_id": self.website.pk},
            "task": {"task_id": self.first.pk},
            "search": {"q": "the"},
        }
        for name, queries in QUERIES.items():
            context = default_registry.functions[name].context or ""
            answer = self.ada.context(context, params.get(context, {}), only=[name])
            with self.subTest(name):
                assert name in answer.data
                answer.assert_queries(queries)

    def assert_writing_costs(self) -> None:
        for name, queries in MUTATIONS.items():
            answer = self.change(name)
            with self.subTest(name):
                assert answer.status == 200, answer.json
                answer.assert_queries(queries)

    def change(self, name: str) -> Answer:
        """Make a change that goes its whole way."""
        grace, barbara = self.account("grace"), self.account("barbara")
        task = self.first_in("todo")
        comment = Comment.objects.create(task=task, author=self.account("ada"), text="Mine")
        Attachment.objects.get_or_create(task=task, name="old.txt", defaults={"size": 3, "content": b"old"})
        board, this = {"board_id": self.website.pk}, {"board_id": self.website.pk, "task_id": task.pk}
        args: dict[str, dict[str, Any]] = {
            "create_board": {"title": "New"},
            "rename_board": {**board, "title": "New"},
            "add_member": {**board, "login": barbara.login},
            "remove_member": {**board, "person_id": grace.pk},
            "create_task": {**board, "title": "New"},
            "move_task": {**this, "column": "doing"},
            "edit_task": {"task_id": task.pk, "title": "New", "assignee_id": self.account("alan").pk},
            "delete_task": this,
            "add_comment": {**this, "text": "New"},
            "delete_comment": {**this, "comment_id": comment.pk},
            "attach_file": this,
        }
        files = {"file": SimpleUploadedFile("old.txt", b"new")} if name == "attach_file" else None
        return self.ada.call(name, args[name], files=files)
