"""Who may see and do what on the task board, and what becomes fresh by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from taskboard.database import engine
from taskboard.models import Attachment, Comment, Task
from taskboard.testing import Browser

SignIn = Callable[[str], Browser]
WEBSITE, MOBILE = 1, 2
"""Ada, Grace, Alan and Katherine are on the first board; Ada, Grace and Edsger on the second."""


def code_of(answer: Any) -> str:
    return answer["error"]["code"]


def first_task(browser: Browser, board: int = WEBSITE, column: str = "todo") -> dict[str, Any]:
    cards = browser.fetch("board", board_id=board)["data"]["board_tasks"]
    return next(each for each in cards if each["column"] == column)


def test_nobody_sees_no_boards_and_is_refused_everywhere(nobody: Browser) -> None:
    assert nobody.fetch("global")["data"] == {"current_user": None, "my_boards": []}
    assert set(nobody.fetch("board", board_id=WEBSITE)["errors"]) == {
        "board",
        "board_activity",
        "board_members",
        "board_tasks",
    }
    assert code_of(nobody.call("create_board", title="Mine")) == "UNAUTHENTICATED"


def test_a_board_is_for_its_members(signed_in: SignIn) -> None:
    barbara = signed_in("barbara")

    bundle = barbara.fetch("board", board_id=WEBSITE)

    assert bundle["data"] == {}
    assert {each["code"] for each in bundle["errors"].values()} == {"FORBIDDEN"}


@pytest.mark.parametrize(
    ("function", "args"),
    [
        ("create_task", {"board_id": WEBSITE, "title": "Mine"}),
        ("rename_board", {"board_id": WEBSITE, "title": "Mine"}),
        ("add_member", {"board_id": WEBSITE, "login": "barbara"}),
        ("remove_member", {"board_id": WEBSITE, "person_id": 1}),
        ("move_task", {"board_id": WEBSITE, "task_id": 1, "column": "done"}),
        ("edit_task", {"task_id": 1, "title": "Mine"}),
        ("delete_task", {"board_id": WEBSITE, "task_id": 1}),
        ("add_comment", {"board_id": WEBSITE, "task_id": 1, "text": "Mine"}),
    ],
)
def test_no_change_is_for_others(signed_in: SignIn, function: str, args: dict[str, Any]) -> None:
    assert code_of(signed_in("barbara").call(function, **args)) == "FORBIDDEN"


def test_a_task_of_another_board_is_not_reached_through_ones_own(signed_in: SignIn) -> None:
    edsger = signed_in("edsger")
    foreign = first_task(signed_in("ada"), WEBSITE)["id"]

    assert code_of(edsger.call("move_task", board_id=MOBILE, task_id=foreign, column="done")) == "FORBIDDEN"
    assert code_of(edsger.call("delete_task", board_id=MOBILE, task_id=foreign)) == "FORBIDDEN"


def test_the_workload_is_for_staff(signed_in: SignIn) -> None:
    assert signed_in("grace").fetch("staff")["errors"]["workload"]["code"] == "FORBIDDEN"

    rows = signed_in("ada").fetch("staff")["data"]["workload"]
    assert [each["person"]["login"] for each in rows] == ["ada", "alan", "barbara", "edsger", "grace", "katherine"]
    assert sum(each["open_tasks"] for each in rows) > 0


def test_a_login_answers_with_what_the_new_identity_sees(nobody: Browser) -> None:
    answer = nobody.call("login", [{"context": "global", "params": {}}], login=" ADA ", password="mizan")

    assert answer["invalidate"] == [{"all": True}]
    fresh = answer["refreshed"][0]["data"]
    assert fresh["current_user"]["name"] == "Ada Lovelace"
    assert [each["title"] for each in fresh["my_boards"]] == ["Mobile app", "Office move", "Website relaunch"]


def test_a_wrong_password_signs_nobody_in(nobody: Browser) -> None:
    assert code_of(nobody.call("login", login="ada", password="mizan!")) == "WRONG_PASSWORD"
    assert code_of(nobody.call("login", login="nobody", password="mizan")) == "WRONG_PASSWORD"
    assert nobody.fetch("global")["data"]["current_user"] is None


def test_signing_out_ends_the_session(signed_in: SignIn) -> None:
    ada = signed_in("ada")

    ada.call("logout")

    assert ada.fetch("global")["data"]["current_user"] is None


def test_a_session_that_was_tampered_with_is_nobodys(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    ada.http.cookies.set("session", ada.http.cookies["session"][:-4] + "AAAA", domain="testserver.local")

    assert ada.fetch("global")["data"]["current_user"] is None


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(nobody: Browser) -> None:
    answer = nobody.http.post("/api/mizan/call/login", json={"args": {"login": "ada", "password": "mizan"}})

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_new_task_refreshes_its_board_and_no_other(signed_in: SignIn) -> None:
    mounted = [{"context": "board", "params": {"board_id": each}} for each in (WEBSITE, MOBILE)]

    answer = signed_in("ada").call("create_task", mounted, board_id=MOBILE, title="Ship it", due="2030-02-03")

    assert [(each["context"], each["params"]) for each in answer["refreshed"]] == [("board", {"board_id": MOBILE})]
    assert answer["refreshed"][0]["data"]["board_tasks"][-1]["title"] == "Ship it"
    assert answer["result"]["due"] == "2030-02-03"
    assert answer["invalidate"] == [{"function": "my_boards"}]


def test_an_edit_refreshes_the_board_of_the_task_though_no_argument_names_it(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    mounted = [{"context": "board", "params": {"board_id": each}} for each in (WEBSITE, MOBILE)]
    task = first_task(ada, MOBILE)["id"]

    answer = ada.call("edit_task", mounted, task_id=task, title="Another title")

    assert [each["params"] for each in answer["refreshed"]] == [{"board_id": MOBILE}]


def test_a_board_takes_only_so_many_tasks_in_progress(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    for _ in range(2):
        assert "result" in ada.call("move_task", board_id=WEBSITE, task_id=first_task(ada)["id"], column="doing")

    answer = ada.call("move_task", board_id=WEBSITE, task_id=first_task(ada)["id"], column="doing")

    assert answer["error"]["code"] == "WIP_LIMIT_REACHED"
    assert answer["error"]["details"] == {"limit": 5, "board": "Website relaunch"}


def test_a_call_that_fails_leaves_nothing_behind(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    task = first_task(ada)

    answer = ada.call("edit_task", task_id=task["id"], title="Half done", assignee_id=5)

    assert code_of(answer) == "NOT_A_MEMBER"
    assert first_task(ada)["title"] == task["title"]


def test_who_leaves_a_board_leaves_its_tasks(signed_in: SignIn) -> None:
    ada = signed_in("ada")

    ada.call("remove_member", board_id=WEBSITE, person_id=2)

    board = ada.fetch("board", board_id=WEBSITE)["data"]
    assert 2 not in [each["id"] for each in board["board_members"]]
    assert 2 not in [each["assignee"]["id"] for each in board["board_tasks"] if each["assignee"]]


def test_somebody_stays_on_a_board(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    board = ada.call("create_board", title="Mine alone")["result"]["id"]

    assert code_of(ada.call("remove_member", board_id=board, person_id=1)) == "LAST_MEMBER"


def test_a_deleted_task_takes_its_comments_and_files_along(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    task = ada.call("create_task", board_id=WEBSITE, title="Short lived")["result"]["id"]
    ada.call("add_comment", board_id=WEBSITE, task_id=task, text="Why?")
    upload(ada, task, "why.txt", b"because")

    ada.call("delete_task", board_id=WEBSITE, task_id=task)

    with Session(engine) as session:
        assert session.get(Task, task) is None
        assert session.scalar(select(func.count()).where(Comment.task_id == task)) == 0
        assert session.scalar(select(func.count()).where(Attachment.task_id == task)) == 0


def test_a_file_comes_back_as_it_was_and_only_to_members(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    content = bytes(range(256))
    stored = upload(ada, first_task(ada)["id"], 'na"me\r\n.txt', content)["result"]

    answer = ada.http.get(f"/files/{stored['id']}")
    assert answer.content == content
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["x-content-type-options"] == "nosniff"

    refused = signed_in("barbara").http.get(f"/files/{stored['id']}")
    assert refused.status_code == 403
    assert code_of(refused.json()) == "FORBIDDEN"


def test_a_file_of_the_same_name_replaces_the_first(signed_in: SignIn) -> None:
    ada = signed_in("ada")
    task = first_task(ada)["id"]
    for content in (b"one", b"three"):
        upload(ada, task, "plan.txt", content)

    files = ada.fetch("task", task_id=task)["data"]["attachments"]
    assert [(each["name"], each["size"]) for each in files] == [("plan.txt", 5)]


def test_a_search_finds_what_the_caller_may_see(signed_in: SignIn) -> None:
    def found(login: str, q: str) -> set[int]:
        return {each["board_id"] for each in signed_in(login).fetch("search", q=q)["data"]["search_tasks"]}

    assert found("barbara", "landing") == {3, 4}
    assert found("ada", "LANDING") == {1, 2, 3}
    assert found("ada", "100%") == set()
    assert found("ada", "  ") == set()


def test_the_seed_is_the_same_for_the_same_day() -> None:
    with Session(engine) as session:
        tasks = session.scalars(select(Task).order_by(Task.id)).all()
        assert len(tasks) == 56
        assert min(each.due for each in tasks if each.due) >= date(2029, 12, 29)


def upload(browser: Browser, task: int, name: str, content: bytes) -> Any:
    """Attach a file as the page does."""
    parts = {
        "args": (None, f'{{"board_id":{WEBSITE},"task_id":{task}}}', "application/json"),
        "file": (name, content, "application/octet-stream"),
    }
    return browser.http.post("/api/mizan/call/attach_file", files=parts).json()
