"""Boards and tasks: their rules, and what becomes fresh with each change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from taskboard.database import engine
from taskboard.functions import tasks
from taskboard.models import Attachment, Comment, Task
from taskboard.testing import Browser

SignIn = Callable[[str], Browser]
FirstTask = Callable[..., dict[str, Any]]
WEBSITE, MOBILE = 1, 2
BOTH = [{"context": "board", "params": {"board_id": each}} for each in (WEBSITE, MOBILE)]


def test_a_new_task_refreshes_its_board_and_no_other(signed_in: SignIn) -> None:
    answer = signed_in("ada").call("create_task", BOTH, board_id=MOBILE, title=" Ship it ", due="2030-02-03")

    assert [(each["context"], each["params"]) for each in answer["refreshed"]] == [("board", {"board_id": MOBILE})]
    assert answer["refreshed"][0]["data"]["board_tasks"][-1] == answer["result"]
    assert (answer["result"]["title"], answer["result"]["due"]) == ("Ship it", "2030-02-03")
    assert answer["invalidate"] == [{"function": "my_boards"}]


def test_an_edit_refreshes_the_board_of_the_task_though_no_argument_names_it(
    signed_in: SignIn, first_task: FirstTask
) -> None:
    ada = signed_in("ada")
    task = first_task(ada, MOBILE)["id"]

    answer = ada.call("edit_task", BOTH, task_id=task, title="Another title")

    assert [each["params"] for each in answer["refreshed"]] == [{"board_id": MOBILE}]


def test_a_comment_is_counted_on_its_card_at_once(signed_in: SignIn, first_task: FirstTask) -> None:
    ada = signed_in("ada")
    task = first_task(ada, MOBILE)

    answer = ada.call("add_comment", BOTH, board_id=MOBILE, task_id=task["id"], text="Ready?")

    fresh = answer["refreshed"][0]["data"]
    counts = {each["id"]: each["comment_count"] for each in fresh["board_tasks"]}
    assert counts[task["id"]] == task["comment_count"] + 1
    assert fresh["board_activity"][0]["comment"] == answer["result"]


def test_a_refused_change_makes_nothing_stale(signed_in: SignIn) -> None:
    answer = signed_in("ada").call("create_task", BOTH, board_id=MOBILE, title=" ")

    assert set(answer) == {"error"}
    [problem] = answer["error"]["details"]
    assert problem["path"] == ["title"]


def test_a_board_takes_only_so_many_tasks_in_progress(signed_in: SignIn, first_task: FirstTask) -> None:
    ada = signed_in("ada")

    def start() -> Any:
        task = first_task(ada, WEBSITE)["id"]
        return ada.call("move_task", BOTH, board_id=WEBSITE, task_id=task, column="doing")

    assert ["error" in start() for _ in range(3)] == [False, False, True]

    error = start()["error"]
    assert error["code"] == "WIP_LIMIT_REACHED"
    assert error["details"] == {"limit": 5, "board": "Website relaunch"}


def test_who_is_in_progress_already_may_stay_there(signed_in: SignIn, first_task: FirstTask) -> None:
    ada = signed_in("ada")
    for _ in range(2):
        ada.result("move_task", board_id=WEBSITE, task_id=first_task(ada, WEBSITE)["id"], column="doing")

    task = first_task(ada, WEBSITE, "doing")["id"]
    assert ada.result("move_task", board_id=WEBSITE, task_id=task, column="doing")["column"] == "doing"


def test_a_change_that_fails_after_it_was_written_leaves_nothing_behind(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = signed_in("ada")
    before = ada.data("board", board_id=MOBILE)["board_tasks"]
    written: list[int] = []

    class Broken:
        @staticmethod
        def model_validate(row: Task) -> None:
            written.append(row.id)
            raise RuntimeError("the secret reason")

    monkeypatch.setattr(tasks, "TaskCard", Broken)
    answer = ada.call("create_task", BOTH, board_id=MOBILE, title="Half done")

    assert len(written) == 1
    assert set(answer) == {"error"}
    assert answer["error"]["code"] == "INTERNAL_ERROR"
    assert "secret" not in str(answer)
    assert ada.data("board", board_id=MOBILE)["board_tasks"] == before


def test_a_task_is_given_to_members_of_its_board(signed_in: SignIn, first_task: FirstTask) -> None:
    ada = signed_in("ada")
    task = first_task(ada, WEBSITE)
    edsger, grace = 5, 2

    assert ada.refusal("edit_task", task_id=task["id"], title="New", assignee_id=edsger) == "NOT_A_MEMBER"
    assert first_task(ada, WEBSITE)["title"] == task["title"]
    given = ada.result("edit_task", task_id=task["id"], title="New", assignee_id=grace)
    assert given["assignee"]["login"] == "grace"


def test_who_leaves_a_board_leaves_its_tasks(signed_in: SignIn) -> None:
    ada = signed_in("ada")

    ada.result("remove_member", board_id=WEBSITE, person_id=2)

    board = ada.data("board", board_id=WEBSITE)
    assert 2 not in [each["id"] for each in board["board_members"]]
    assert 2 not in [each["assignee"]["id"] for each in board["board_tasks"] if each["assignee"]]


def test_somebody_stays_on_a_board(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    board = ada.result("create_board", title="Mine alone")["id"]

    assert ada.refusal("remove_member", board_id=board, person_id=1) == "LAST_MEMBER"


def test_a_member_is_added_once_by_login_in_any_case(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    for _ in range(2):
        assert ada.result("add_member", board_id=MOBILE, login=" Barbara ")["name"] == "Barbara Liskov"

    members = [each["login"] for each in ada.data("board", board_id=MOBILE)["board_members"]]
    assert members == ["ada", "barbara", "edsger", "grace"]
    assert ada.refusal("add_member", board_id=MOBILE, login="nobody") == "NO_SUCH_PERSON"


def test_counts_in_the_navigation_follow(signed_in: SignIn, first_task: FirstTask) -> None:
    ada = signed_in("ada")

    def counts() -> tuple[int, int]:
        board = next(each for each in ada.data("global")["my_boards"] if each["id"] == WEBSITE)
        return board["open_tasks"], board["all_tasks"]

    assert counts() == (10, 14)
    ada.result("move_task", board_id=WEBSITE, task_id=first_task(ada, WEBSITE)["id"], column="done")
    assert counts() == (9, 14)
    ada.result("delete_task", board_id=WEBSITE, task_id=first_task(ada, WEBSITE)["id"])
    assert counts() == (8, 13)


def test_a_deleted_task_takes_its_comments_and_files_along(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    task = ada.result("create_task", board_id=WEBSITE, title="Short lived")["id"]
    ada.result("add_comment", board_id=WEBSITE, task_id=task, text="Why?")
    ada.attach(WEBSITE, task, "why.txt", b"because")

    ada.result("delete_task", board_id=WEBSITE, task_id=task)

    with Session(engine) as session:
        assert session.get(Task, task) is None
        assert session.scalar(select(func.count()).where(Comment.task_id == task)) == 0
        assert session.scalar(select(func.count()).where(Attachment.task_id == task)) == 0


def test_a_moment_says_that_it_is_utc_when_written_and_when_read(signed_in: SignIn) -> None:
    ada = signed_in("ada")

    written = ada.result("add_comment", board_id=WEBSITE, task_id=1, text="Now")["written_at"]

    assert written.endswith("Z")
    assert ada.data("task", task_id=1)["comments"][-1]["written_at"] == written
