"""Who may see and do what."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from mizan_core import default_registry
from mizan_django.testing import MizanClient
from taskboard.models import Attachment, Board

from .team import TeamTestCase, codes, mounted

CHANGES: dict[str, dict[str, Any]] = {
    "create_task": {"board_id": "website", "title": "Mine"},
    "rename_board": {"board_id": "website", "title": "Mine"},
    "add_member": {"board_id": "website", "login": "barbara"},
    "remove_member": {"board_id": "website", "person_id": "ada"},
    "move_task": {"board_id": "website", "task_id": "first", "column": "done"},
    "edit_task": {"task_id": "first", "title": "Mine"},
    "delete_task": {"board_id": "website", "task_id": "first"},
    "add_comment": {"board_id": "website", "task_id": "first", "text": "Mine"},
    "delete_comment": {"board_id": "website", "task_id": "first", "comment_id": 1},
}
OTHER_MUTATIONS = {"login", "logout", "create_board", "attach_file"}
"""Not about one board, or tested below."""


class AccessTests(TeamTestCase):
    def changes(self) -> dict[str, dict[str, Any]]:
        """Return every change of the website's board, with its arguments."""
        ids = {"website": self.website.pk, "first": self.first.pk, "ada": self.account("ada").pk}
        fill = {"board_id", "task_id", "person_id"}
        return {
            function: {name: ids[value] if name in fill else value for name, value in args.items()}
            for function, args in CHANGES.items()
        }

    def test_every_change_is_tried_as_a_stranger(self) -> None:
        mutations = {name for name, each in default_registry.functions.items() if each.kind == "mutation"}

        assert mutations == CHANGES.keys() | OTHER_MUTATIONS

    def test_no_change_is_for_strangers_or_nobody(self) -> None:
        barbara, ada = self.client_of("barbara"), self.client_of("ada")
        before = self.board(ada)

        for function, args in self.changes().items():
            with self.subTest(function):
                self.assert_refused(barbara.call(function, args), "FORBIDDEN")
                self.assert_refused(MizanClient().call(function, args), "UNAUTHENTICATED")
                assert self.board(ada) == before

    def test_nobody_sees_no_boards_and_is_refused_everywhere(self) -> None:
        nobody = MizanClient()

        assert nobody.context("global").data == {"current_user": None, "my_boards": []}
        contexts: dict[str, dict[str, Any]] = {
            "board": {"board_id": 1},
            "task": {"task_id": 1},
            "search": {"q": "a"},
            "staff": {},
        }
        for context, params in contexts.items():
            answer = nobody.context(context, params)
            assert (answer.data, codes(answer.errors)) == ({}, {"UNAUTHENTICATED"})

    def test_a_board_and_its_tasks_are_for_its_members(self) -> None:
        barbara = self.client_of("barbara")

        for context, params in (("board", {"board_id": self.website.pk}), ("task", {"task_id": self.first.pk})):
            answer = barbara.context(context, params)
            assert (answer.data, codes(answer.errors)) == ({}, {"FORBIDDEN"})

    def test_what_is_not_there_is_not_found(self) -> None:
        ada = self.client_of("ada")

        for context, params in (("board", {"board_id": 4711}), ("task", {"task_id": 4711})):
            answer = ada.context(context, params)
            assert (answer.data, codes(answer.errors)) == ({}, {"NOT_FOUND"})

    def test_an_empty_board_is_empty_for_its_members_alone(self) -> None:
        ada, board = self.client_of("ada"), {}
        board["board_id"] = ada.call("create_board", {"title": "Nothing yet"}).result["id"]

        assert ada.context("board", board).data["board_tasks"] == []
        assert codes(self.client_of("grace").context("board", board).errors) == {"FORBIDDEN"}

    def test_what_a_page_claims_to_show_does_not_open_boards_of_others(self) -> None:
        args = {"login": "edsger", "password": "mizan"}
        answer = self.client_of("barbara").call("login", args, mounted=mounted(self.website))

        assert answer.refreshed[0]["data"] == {}
        assert codes(answer.refreshed[0]["errors"]) == {"FORBIDDEN"}

    def test_who_leaves_a_board_does_not_see_it_in_the_answer(self) -> None:
        grace = self.account("grace")
        args = {"board_id": self.website.pk, "person_id": grace.pk}
        answer = self.client_of("grace").call("remove_member", args, mounted=mounted(self.website))

        assert codes(answer.refreshed[0]["errors"]) == {"FORBIDDEN"}

    def test_a_task_is_changed_on_its_own_board_only(self) -> None:
        """Ada is on both boards, Edsger on the one that is named."""
        args = {"board_id": self.mobile.pk, "task_id": self.first.pk}
        for login in ("ada", "edsger"):
            client = self.client_of(login)
            self.assert_refused(client.call("move_task", {**args, "column": "doing"}), "NOT_FOUND")
            self.assert_refused(client.call("delete_task", args), "NOT_FOUND")
            self.assert_refused(client.call("add_comment", {**args, "text": "Hello"}), "NOT_FOUND")
            files = {"file": SimpleUploadedFile("a.txt", b"a")}
            self.assert_refused(client.call("attach_file", args, files=files), "NOT_FOUND")

    def test_a_comment_is_deleted_by_who_wrote_it(self) -> None:
        ada, grace = self.client_of("ada"), self.client_of("grace")
        comment = ada.call("add_comment", self.on_website(text="Mine")).result["id"]

        self.assert_refused(grace.call("delete_comment", self.on_website(comment_id=comment)), "FORBIDDEN")
        self.assert_refused(grace.call("delete_comment", self.on_website(comment_id=4711)), "NOT_FOUND")

        assert ada.call("delete_comment", self.on_website(comment_id=comment)).result is None
        assert not self.first.comments.filter(pk=comment).exists()

    def test_a_file_is_for_members(self) -> None:
        file = Attachment.objects.create(task=self.first, name="plan.txt", size=6, content=b"secret")

        for client, code in ((self.client_of("barbara"), "FORBIDDEN"), (MizanClient(), "UNAUTHENTICATED")):
            refused = client.http.get(f"/files/{file.pk}")
            assert refused.json()["error"]["code"] == code
            files = {"file": SimpleUploadedFile("mine.txt", b"mine")}
            self.assert_refused(client.call("attach_file", self.on_website(), files=files), code)

    def test_who_sees_files_in_the_admin_may_read_them(self) -> None:
        research = Board.objects.get(title="Research")
        file = Attachment.objects.create(task=research.tasks.all()[0], name="plan.txt", size=6, content=b"secret")

        assert self.client_of("ada").http.get(f"/files/{file.pk}").content == b"secret"
        self.assert_refused(
            self.client_of("ada").call("rename_board", {"board_id": research.pk, "title": "X"}), "FORBIDDEN"
        )

    def test_the_workload_is_for_staff(self) -> None:
        assert codes(self.client_of("grace").context("staff").errors) == {"FORBIDDEN"}

        rows = self.client_of("ada").context("staff").data["workload"]
        logins = [each["person"]["login"] for each in rows]
        assert logins == ["ada", "alan", "barbara", "edsger", "grace", "katherine"]
        assert {each["person"]["login"]: each["boards"] for each in rows}["ada"] == 3
        assert sum(each["open_tasks"] for each in rows) > 0

    def test_rules_are_asked_before_arguments_are_looked_at(self) -> None:
        nonsense = {"board_id": "?", "no_such_argument": 1}

        assert MizanClient().call("create_task", nonsense).status == 401
        assert self.client_of("ada").call("create_task", nonsense).status == 422
