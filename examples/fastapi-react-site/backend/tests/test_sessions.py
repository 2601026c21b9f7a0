"""Who is signed in, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from taskboard import identity, passwords
from taskboard.database import engine
from taskboard.functions.session import wrong_passwords
from taskboard.models import Account, SignIn, now
from taskboard.testing import Browser

SignsIn = Callable[[str], Browser]
COOKIE = "session"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what was tried in other tests."""
    monkeypatch.setattr(wrong_passwords, "_failed", type(wrong_passwords._failed)(list))


def who(browser: Browser) -> str | None:
    user = browser.data("global")["current_user"]
    return user and user["login"]


def test_a_login_answers_with_what_the_new_identity_sees(nobody: Browser) -> None:
    answer = nobody.call("login", [{"context": "global", "params": {}}], login=" ADA ", password="mizan")

    assert answer["invalidate"] == [{"all": True}]
    fresh = answer["refreshed"][0]["data"]
    assert fresh["current_user"]["name"] == "Ada Lovelace"
    assert [each["title"] for each in fresh["my_boards"]] == ["Mobile app", "Office move", "Website relaunch"]


def test_a_logout_answers_with_what_nobody_sees(signed_in: SignsIn) -> None:
    mounted = [{"context": "global", "params": {}}, {"context": "board", "params": {"board_id": 1}}]

    answer = signed_in("ada").call("logout", mounted)

    assert answer["invalidate"] == [{"all": True}]
    fresh = {each["context"]: each for each in answer["refreshed"]}
    assert fresh["global"]["data"] == {"current_user": None, "my_boards": []}
    assert {each["code"] for each in fresh["board"]["errors"].values()} == {"UNAUTHENTICATED"}


def test_a_wrong_password_and_a_wrong_name_are_the_same(nobody: Browser) -> None:
    wrong = nobody.call("login", login="ada", password="mizan!")
    unknown = nobody.call("login", login="nobody", password="mizan")

    assert wrong == unknown
    assert wrong["error"]["code"] == "WRONG_PASSWORD"
    assert who(nobody) is None


def test_five_wrong_passwords_a_minute_are_enough(nobody: Browser, signed_in: SignsIn) -> None:
    for _ in range(5):
        assert nobody.refusal("login", login="grace", password="guess") == "WRONG_PASSWORD"

    body = {"args": {"login": "Grace", "password": "mizan"}}
    answer = nobody.http.post("/api/mizan/call/login", json=body)

    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "RATE_LIMITED"
    assert 0 < int(answer.headers["retry-after"]) <= 61
    assert who(signed_in("ada")) == "ada"


def test_after_a_minute_there_are_new_tries(nobody: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        nobody.refusal("login", login="grace", password="guess")
    monkeypatch.setattr(wrong_passwords, "_seconds", 0)

    assert nobody.result("login", login="grace", password="mizan")["login"] == "grace"


def test_signing_out_ends_the_session_for_copies_of_its_cookie_too(signed_in: SignsIn, nobody: Browser) -> None:
    ada = signed_in("ada")
    nobody.http.cookies.set(COOKIE, ada.http.cookies[COOKIE])
    assert who(nobody) == "ada"

    ada.call("logout")

    assert who(ada) is None
    assert who(nobody) is None


def test_signing_out_here_is_not_signing_out_there(signed_in: SignsIn) -> None:
    here, there = signed_in("ada"), signed_in("ada")

    here.call("logout")

    assert who(there) == "ada"


def test_signing_in_again_ends_the_session_before(signed_in: SignsIn, nobody: Browser) -> None:
    ada = signed_in("ada")
    nobody.http.cookies.set(COOKIE, ada.http.cookies[COOKIE])

    ada.result("login", login="grace", password="mizan")

    assert who(ada) == "grace"
    assert who(nobody) is None


@pytest.mark.parametrize(("days", "expected"), [(13, "ada"), (15, None)])
def test_a_session_lasts_two_weeks(
    signed_in: SignsIn, monkeypatch: pytest.MonkeyPatch, days: int, expected: str | None
) -> None:
    ada = signed_in("ada")

    def later() -> datetime:
        return now() + timedelta(days=days)

    monkeypatch.setattr(identity, "now", later)

    assert who(ada) == expected


def test_sessions_that_are_over_are_not_kept(signed_in: SignsIn) -> None:
    with Session(engine) as session:
        session.add(SignIn(key="old", account_id=1, until=now() - timedelta(seconds=1)))
        session.commit()

    signed_in("grace")

    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(SignIn)) == 1


@pytest.mark.parametrize("cookie", ["", "AAAA", "eyJrZXkiOiAiYWRhIn0=.aaaa.bbbb", "e30=", "\x7f"])
def test_a_cookie_that_the_server_did_not_write_is_nobodys(nobody: Browser, cookie: str) -> None:
    nobody.http.headers["cookie"] = f"{COOKIE}={cookie}"

    assert who(nobody) is None


def test_a_session_that_was_tampered_with_is_nobodys(signed_in: SignsIn, nobody: Browser) -> None:
    genuine = signed_in("ada").http.cookies[COOKIE]
    payload, stamp, signature = genuine.split(".")
    for forged in (f"{payload}.{stamp}.{signature[::-1]}", f"{payload[::-1]}.{stamp}.{signature}"):
        nobody.http.headers["cookie"] = f"{COOKIE}={forged}"
        assert who(nobody) is None

    nobody.http.headers["cookie"] = f"{COOKIE}={genuine}"
    assert who(nobody) == "ada"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(nobody: Browser) -> None:
    answer = nobody.http.post("/api/mizan/call/login", json={"args": {"login": "ada", "password": "mizan"}})

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_page_elsewhere_cannot_use_the_cookie(signed_in: SignsIn) -> None:
    ada = signed_in("ada")
    foreign = {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}

    answer = ada.http.post("/api/mizan/call/create_board", json={"args": {"title": "Mine"}}, headers=foreign)

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "CSRF_FAILED"
    assert len(ada.data("global")["my_boards"]) == 3


def test_an_account_that_is_gone_is_nobody(signed_in: SignsIn) -> None:
    barbara = signed_in("barbara")

    with Session(engine) as session:
        session.execute(SignIn.__table__.delete())
        session.commit()

    assert who(barbara) is None


def test_passwords_are_kept_salted_and_with_their_cost() -> None:
    with Session(engine) as session:
        kept = session.scalars(select(Account.password)).all()

    assert len(set(kept)) == len(kept)
    assert not any("mizan" in each for each in kept)
    assert passwords.fits("mizan", kept[0])


def test_a_password_kept_at_another_cost_still_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = passwords.keep("secret")
    monkeypatch.setattr(passwords, "COST", (4, 8, 2))

    assert passwords.fits("secret", kept)
    assert not passwords.fits("Secret", kept)
    assert not passwords.fits("secret", None)
