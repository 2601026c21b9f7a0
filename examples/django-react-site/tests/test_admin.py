"""The admin: it shows everything, and what it changes is stale for everybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.contrib.admin.sites import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from mizan_core import default_registry
from mizan_django.testing import MizanClient
from pydantic_core import to_json
from taskboard.models import Account, Attachment, Board, Comment, Membership, Task

from .team import PASSWORD, TeamTestCase

MODELS = (Account, Board, Membership, Task, Comment, Attachment)


class StaffTestCase(TeamTestCase):
    """As Ada."""

    def setUp(self) -> None:
        super().setUp()
        self.ada = self.account("ada")
        self.client.force_login(self.ada)

    def save(self, task: Task, **changes: Any) -> Any:
        """Save a task as its form does."""
        data = {"board": task.board_id, "title": task.title, "text": task.text, "column": task.column, **changes}
        return self.client.post(url(Task, "change", task.pk), {**data, **no_rows("comments")})


class AdminTests(StaffTestCase):
    def test_every_list_and_every_form_is_shown(self) -> None:
        Attachment.objects.create(task=self.first, name="plan.txt", size=6, content=b"secret")
        assert {each for each in site._registry if each._meta.app_label == "taskboard"} == set(MODELS)

        for model in MODELS:
            row = model._default_manager.all()[0]
            for page in (url(model), url(model, "add"), url(model, "change", row.pk), url(model, "delete", row.pk)):
                with self.subTest(page):
                    assert self.client.get(page).status_code == 200

    def test_the_admin_is_for_staff(self) -> None:
        self.client.force_login(self.account("grace"))

        assert self.client.get(reverse("admin:index")).status_code == 302

    def test_lists_do_not_cost_more_where_there_is_more(self) -> None:
        before = {model: self.cost(model) for model in MODELS}

        self.add_plenty()

        assert {model: self.cost(model) for model in MODELS} == before

    def test_a_list_of_files_does_not_read_them(self) -> None:
        Attachment.objects.create(task=self.first, name="plan.txt", size=6, content=b"secret")

        with CaptureQueriesContext(connection) as queries:
            self.client.get(url(Attachment))

        assert not any('"content"' in each["sql"] for each in queries)

    def test_an_account_is_made_and_may_sign_in(self) -> None:
        data = {"login": "margaret", "name": "Margaret Hamilton", "colour": "#3a6bb4", "usable_password": "true"}
        passwords = {"password1": "to the moon", "password2": "to the moon"}

        self.client.post(url(Account, "add"), {**data, **passwords, **no_rows("membership_set")})

        signed_in = MizanClient().call("login", {"login": "Margaret", "password": "to the moon"})
        assert signed_in.result["name"] == "Margaret Hamilton"

    def test_a_login_has_small_letters_alone(self) -> None:
        data = {"login": "Margaret", "name": "Margaret", "colour": "red", "usable_password": "false"}

        answer = self.client.post(url(Account, "add"), {**data, **no_rows("membership_set")})

        assert answer.context["adminform"].form.errors.keys() == {"login", "colour"}

    def test_a_task_is_given_to_members_of_its_board(self) -> None:
        answer = self.save(self.first, assignee=self.account("edsger").pk)

        assert answer.context["adminform"].form.errors.keys() == {"assignee"}

    def test_a_file_is_uploaded_and_replaced(self) -> None:
        for content in (b"one", b"three"):
            row = Attachment.objects.filter(name="plan.txt").first()
            page = url(Attachment, "add") if row is None else url(Attachment, "change", row.pk)
            self.client.post(page, {"task": self.first.pk, "upload": SimpleUploadedFile("plan.txt", content)})

        [file] = Attachment.objects.filter(name="plan.txt")
        assert self.client.get(f"/files/{file.pk}").content == b"three"
        assert file.size == 5

    def test_a_new_file_needs_to_be_chosen(self) -> None:
        answer = self.client.post(url(Attachment, "add"), {"task": self.first.pk})

        assert answer.context["adminform"].form.errors.keys() == {"upload"}

    def test_who_signed_in_on_the_page_is_signed_in_here(self) -> None:
        page = MizanClient()
        page.call("login", {"login": "ada", "password": PASSWORD})

        assert page.http.get(reverse("admin:index")).status_code == 200

    def cost(self, model: Any) -> int:
        """Return how many queries a list takes."""
        with CaptureQueriesContext(connection) as queries:
            assert self.client.get(url(model)).status_code == 200
        return len(queries)


class StalenessTests(StaffTestCase):
    """What a change makes stale, as those hear of it who listen."""

    def board_is_stale(self, board: Board) -> list[dict[str, Any]]:
        of_board = {"context": "board", "params": {"board_id": board.pk}}
        return [of_board, {"function": "my_boards"}, {"context": "staff"}]

    def test_a_saved_board(self) -> None:
        data = {"title": "Renamed", "doing_limit": 3, **no_rows("membership_set")}
        with self.assert_stale(*self.board_is_stale(self.website)):
            self.client.post(url(Board, "change", self.website.pk), data)

        assert Board.objects.get(pk=self.website.pk).title == "Renamed"

    def test_a_task_that_moves_to_another_board(self) -> None:
        of_task = {"context": "task", "params": {"task_id": self.first.pk}}
        with self.assert_stale(of_task, *self.board_is_stale(self.website), self.board_is_stale(self.mobile)[0]):
            self.save(self.first, board=self.mobile.pk)

        assert Task.objects.get(pk=self.first.pk).board == self.mobile

    def test_a_member_who_is_added_and_removed(self) -> None:
        barbara = self.account("barbara")
        with self.assert_stale(*self.board_is_stale(self.website)):
            self.client.post(url(Membership, "add"), {"board": self.website.pk, "account": barbara.pk})
        row = Membership.objects.get(board=self.website, account=barbara)
        with self.assert_stale(*self.board_is_stale(self.website)):
            self.client.post(url(Membership, "delete", row.pk), {"post": "yes"})

        assert not Membership.objects.filter(pk=row.pk).exists()

    def test_comments_that_are_deleted_together(self) -> None:
        rows = [Comment.objects.create(task=self.first, author=self.ada, text=each) for each in ("One", "Two")]
        data = {"action": "delete_selected", "_selected_action": [each.pk for each in rows], "post": "yes"}
        of_task = {"context": "task", "params": {"task_id": self.first.pk}}
        with self.assert_stale(of_task, self.board_is_stale(self.website)[0]):
            self.client.post(url(Comment), data)

        assert not Comment.objects.filter(pk__in=[each.pk for each in rows]).exists()

    def test_an_account(self) -> None:
        grace = self.account("grace")
        data = {"login": "grace", "name": "Grace Murray Hopper", "colour": grace.colour, "is_active": "on"}
        with self.assert_stale({"all": True}):
            self.client.post(url(Account, "change", grace.pk), {**data, **no_rows("membership_set")})

        assert self.account("grace").name == "Grace Murray Hopper"

    def test_what_is_refused_or_rolled_back_makes_nothing_stale(self) -> None:
        with self.assert_stale():
            self.client.post(url(Board, "change", self.website.pk), {"title": "", **no_rows("membership_set")})
        self.client.raise_request_exception = False
        broken = mock.patch("django.contrib.admin.ModelAdmin.log_change", side_effect=RuntimeError)
        with self.assert_stale(), broken, self.assertLogs(level="ERROR"):
            self.save(self.first, title="Half done")

        assert Task.objects.get(pk=self.first.pk).title == self.first.title

    def test_nobody_hears_of_it_before_the_commit(self) -> None:
        heard, stop = listen()
        with self.captureOnCommitCallbacks() as waiting, transaction.atomic():
            self.save(self.first, title="Soon")
        stop()

        assert heard == []
        assert waiting

    @contextmanager
    def assert_stale(self, *targets: Mapping[str, Any]) -> Any:
        """Assert that these become stale within the block, in any order, and nothing else."""
        heard, stop = listen()
        with self.captureOnCommitCallbacks(execute=True):
            yield
        stop()
        assert sorted(map(to_json, heard)) == sorted(map(to_json, targets))


def listen() -> tuple[list[dict[str, Any]], Any]:
    """Return what is published from now on, and how to stop."""
    heard: list[dict[str, Any]] = []

    def hear(targets: Sequence[Any]) -> None:
        heard.extend(dict(each.to_wire()) for each in targets)

    return heard, default_registry.bus.subscribe(hear)


def url(model: Any, page: str = "changelist", *keys: int) -> str:
    return reverse(f"admin:taskboard_{model._meta.model_name}_{page}", args=keys)


def no_rows(prefix: str) -> dict[str, int]:
    """Return what a form sends whose inline rows are left alone."""
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
