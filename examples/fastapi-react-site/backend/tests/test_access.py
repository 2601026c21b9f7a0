"""Who may see and do what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from mizan_core import default_registry
from mizan_core.testing import MizanClient, User
from sqlalchemy.orm import Session
from taskboard.database import engine
from taskboard.models import Task
from taskboard.testing import Browser

SignIn = Callable[[str], Browser]
FirstTask = Callable[..., dict[str, Any]]
WEBSITE, MOBILE = 1, 2
"""Ada, Grace, Alan and Katherine are on the first board; Ada, Grace and Edsger on the second."""

CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("create_task", {"board_id": WEBSITE, "title": "Mine"}),
    ("rename_board", {"board_id": WEBSITE, "title": "Mine"}),
    ("add_member", {"board_id": WEBSITE, "login": "barbara"}),
    ("remove_member", {"board_id": WEBSITE, "person_id": 1}),
    ("move_task", {"board_id": WEBSITE, "task_id": 1, "column": "done"}),
    ("edit_task", {"task_id": 1, "title": "Mine"}),
    ("delete_task", {"board_id": WEBSITE, "task_id": 1}),
    ("add_comment", {"board_id": WEBSITE, "task_id": 1, "text": "Mine"}),
    ("delete_comment", {"board_id": WEBSITE, "task_id": 1, "comment_id": 1}),
]
OTHER_MUTATIONS = {"login", "logout", "create_board", "attach_file"}
"""Not about one board, or tested below."""


def test_every_change_is_tried_as_a_stranger() -> None:
    mutations = {name for name, each in default_registry.functions.items() if each.kind == "mutation"}

    assert mutations == {name for name, _ in CHANGES} | OTHER_MUTATIONS


@pytest.mark.parametrize(("function", "args"), CHANGES)
def test_no_change_is_for_strangers(signed_in: SignIn, function: str, args: dict[str, Any]) -> None:
    barbara, ada = signed_in("barbara"), signed_in("ada")
    before = ada.data("board", board_id=WEBSITE)

    assert barbara.refusal(function, **args) == "FORBIDDEN"
    assert ada.data("board", board_id=WEBSITE) == before


@pytest.mark.parametrize(("function", "args"), CHANGES)
def test_no_change_is_for_nobody(nobody: Browser, function: str, args: dict[str, Any]) -> None:
    assert nobody.refusal(function, **args) == "UNAUTHENTICATED"


def test_nobody_sees_no_boards_and_is_refused_everywhere(nobody: Browser) -> None:
    assert nobody.data("global") == {"current_user": None, "my_boards": []}
    for context, params in (
        ("board", {"board_id": 1}),
        ("task", {"task_id": 1}),
        ("search", {"q": "a"}),
        ("staff", {}),
    ):
        bundle = nobody.fetch(context, **params)
        assert bundle["data"] == {}
        assert {each["code"] for each in bundle["errors"].values()} == {"UNAUTHENTICATED"}


@pytest.mark.parametrize(("context", "params"), [("board", {"board_id": WEBSITE}), ("task", {"task_id": 1})])
def test_a_board_and_its_tasks_are_for_its_members(signed_in: SignIn, context: str, params: dict[str, int]) -> None:
    bundle = signed_in("barbara").fetch(context, **params)

    assert bundle["data"] == {}
    assert {each["code"] for each in bundle["errors"].values()} == {"FORBIDDEN"}


def test_what_a_page_claims_to_show_does_not_open_boards_of_others(signed_in: SignIn) -> None:
    mounted = [{"context": "global", "params": {}}, {"context": "board", "params": {"board_id": WEBSITE}}]

    answer = signed_in("barbara").call("login", mounted, login="edsger", password="mizan")

    board = next(each for each in answer["refreshed"] if each["context"] == "board")
    assert board["data"] == {}
    assert {each["code"] for each in board["errors"].values()} == {"FORBIDDEN"}


@pytest.mark.parametrize("login", ["ada", "edsger"])
def test_a_task_is_changed_on_its_own_board_only(signed_in: SignIn, first_task: FirstTask, login: str) -> None:
    """Ada is on both boards, Edsger on the one that is named."""
    elsewhere = first_task(signed_in("ada"), WEBSITE)["id"]
    browser = signed_in(login)
    args = {"board_id": MOBILE, "task_id": elsewhere}

    assert browser.refusal("move_task", column="doing", **args) == "NOT_FOUND"
    assert browser.refusal("delete_task", **args) == "NOT_FOUND"
    assert browser.refusal("add_comment", text="Hello", **args) == "NOT_FOUND"
    assert browser.attach(MOBILE, elsewhere, "a.txt", b"a")["error"]["code"] == "NOT_FOUND"


def test_a_comment_is_deleted_by_who_wrote_it(signed_in: SignIn) -> None:
    ada, grace = signed_in("ada"), signed_in("grace")
    where = {"board_id": WEBSITE, "task_id": 1}
    comment = ada.result("add_comment", text="Mine", **where)["id"]

    assert grace.refusal("delete_comment", comment_id=comment, **where) == "FORBIDDEN"
    assert grace.refusal("delete_comment", comment_id=4711, **where) == "NOT_FOUND"

    ada.result("delete_comment", comment_id=comment, **where)
    assert comment not in [each["id"] for each in ada.data("task", task_id=1)["comments"]]


def test_a_file_is_for_members(signed_in: SignIn, nobody: Browser) -> None:
    stored = signed_in("ada").attach(WEBSITE, 1, "plan.txt", b"secret")["result"]

    for browser, status, code in ((signed_in("barbara"), 403, "FORBIDDEN"), (nobody, 401, "UNAUTHENTICATED")):
        refused = browser.http.get(f"/files/{stored['id']}")
        assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
        assert browser.attach(WEBSITE, 1, "mine.txt", b"mine")["error"]["code"] == code


def test_the_workload_is_for_staff(signed_in: SignIn) -> None:
    assert signed_in("grace").fetch("staff")["errors"]["workload"]["code"] == "FORBIDDEN"

    rows = signed_in("ada").data("staff")["workload"]
    assert [each["person"]["login"] for each in rows] == ["ada", "alan", "barbara", "edsger", "grace", "katherine"]
    assert sum(each["open_tasks"] for each in rows) > 0


def test_rules_are_asked_before_arguments_are_looked_at() -> None:
    nonsense = {"board_id": "?", "no_such_argument": 1}

    assert MizanClient().call("create_task", nonsense).status == 401
    assert MizanClient(User()).call("create_task", nonsense).status == 422
    assert MizanClient(User()).context("staff").errors["workload"]["code"] == "FORBIDDEN"


def test_functions_can_be_called_in_a_session_of_ones_own() -> None:
    with Session(engine) as db:
        answer = MizanClient(User(id=2), inject={"db": db}).call("create_task", {"board_id": MOBILE, "title": "Kept?"})
        assert db.get(Task, answer.result["id"]) is not None

    with Session(engine) as db:
        assert db.get(Task, answer.result["id"]) is None
