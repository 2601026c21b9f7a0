"""Who is signed in, and for how long."""

from __future__ import annotations

import time
from datetime import timedelta
from unittest import mock

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from mizan_django.testing import MizanClient
from taskboard.models import Account

from .team import PASSWORD, TeamTestCase, codes, mounted

GLOBAL = {"context": "global", "params": {}}


class SessionTests(TeamTestCase):
    def signed_in(self, login: str, password: str = PASSWORD) -> MizanClient:
        """Return the client of somebody who signed in by password."""
        client = MizanClient()
        assert client.call("login", {"login": login, "password": password}).status == 200
        return client

    def who(self, client: MizanClient) -> str | None:
        user = client.context("global").data["current_user"]
        return user and user["login"]

    def copy_of(self, client: MizanClient) -> MizanClient:
        """Return a browser into which somebody copied the session's cookie."""
        other = MizanClient()
        other.http.cookies[settings.SESSION_COOKIE_NAME] = client.http.cookies[settings.SESSION_COOKIE_NAME].value
        return other

    def test_a_login_answers_with_what_the_new_identity_sees(self) -> None:
        answer = MizanClient().call("login", {"login": " ADA ", "password": PASSWORD}, mounted=[GLOBAL])

        answer.assert_targets({"all": True})
        fresh = answer.refreshed[0]["data"]
        assert fresh["current_user"]["name"] == "Ada Lovelace"
        assert [each["title"] for each in fresh["my_boards"]] == ["Mobile app", "Office move", "Website relaunch"]

    def test_a_logout_answers_with_what_nobody_sees(self) -> None:
        answer = self.signed_in("ada").call("logout", mounted=[GLOBAL, *mounted(self.website)])

        answer.assert_targets({"all": True})
        fresh = {each["context"]: each for each in answer.refreshed}
        assert fresh["global"]["data"] == {"current_user": None, "my_boards": []}
        assert codes(fresh["board"]["errors"]) == {"UNAUTHENTICATED"}

    def test_a_wrong_password_and_a_wrong_name_are_the_same(self) -> None:
        wrong = MizanClient().call("login", {"login": "ada", "password": "mizan!"})
        unknown = MizanClient().call("login", {"login": "nobody", "password": PASSWORD})

        assert wrong.json == unknown.json
        self.assert_refused(wrong, "WRONG_PASSWORD")

    def test_five_wrong_passwords_a_minute_are_enough(self) -> None:
        nobody = MizanClient()
        for _ in range(5):
            self.assert_refused(nobody.call("login", {"login": "grace", "password": "guess"}), "WRONG_PASSWORD")

        answer = nobody.call("login", {"login": "Grace", "password": PASSWORD})

        self.assert_refused(answer, "RATE_LIMITED")
        assert 0 < int(answer.headers["retry-after"]) <= 61
        assert self.who(self.signed_in("ada")) == "ada"

    def test_the_admin_is_no_way_around(self) -> None:
        nobody = MizanClient()
        for _ in range(5):
            self.assert_refused(nobody.call("login", {"login": "ada", "password": "guess"}), "WRONG_PASSWORD")

        answer = nobody.http.post("/admin/login/", {"username": "ada", "password": PASSWORD})

        assert "Too many tries. Please wait" in answer.content.decode()

    def test_after_a_minute_there_are_new_tries(self) -> None:
        nobody = MizanClient()
        for _ in range(6):
            nobody.call("login", {"login": "grace", "password": "guess"})

        with mock.patch("time.time", return_value=time.time() + 61):
            assert self.who(self.signed_in("grace")) == "grace"

    def test_right_passwords_do_not_count(self) -> None:
        for _ in range(7):
            self.signed_in("grace")

    def test_who_may_not_sign_in_any_more_is_nobody(self) -> None:
        grace = self.signed_in("grace")
        Account.objects.filter(login="grace").update(is_active=False)

        assert self.who(grace) is None
        self.assert_refused(MizanClient().call("login", {"login": "grace", "password": PASSWORD}), "WRONG_PASSWORD")

    def test_signing_out_ends_the_session_for_copies_of_its_cookie_too(self) -> None:
        ada = self.signed_in("ada")
        copy = self.copy_of(ada)
        assert self.who(copy) == "ada"

        ada.call("logout")

        assert (self.who(ada), self.who(copy)) == (None, None)

    def test_signing_out_here_is_not_signing_out_there(self) -> None:
        here, there = self.signed_in("ada"), self.signed_in("ada")

        here.call("logout")

        assert self.who(there) == "ada"

    def test_signing_in_again_ends_the_session_before(self) -> None:
        ada = self.signed_in("ada")
        copy = self.copy_of(ada)

        ada.call("login", {"login": "grace", "password": PASSWORD})

        assert (self.who(ada), self.who(copy)) == ("grace", None)

    def test_a_session_lasts_two_weeks(self) -> None:
        ada = self.signed_in("ada")

        for days, expected in ((13, "ada"), (15, None)):
            with mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=days)):
                assert self.who(ada) == expected

    def test_a_cookie_that_the_server_did_not_write_is_nobodys(self) -> None:
        for cookie in ("", "AAAA", "x" * 32, "\x7f"):
            nobody = MizanClient(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"})
            assert self.who(nobody) is None

    def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(self) -> None:
        cookie = self.signed_in("ada").http.cookies[settings.SESSION_COOKIE_NAME]

        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"

    def test_a_page_elsewhere_cannot_use_the_cookie(self) -> None:
        ada = MizanClient(
            self.account("ada"), enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"}
        )

        self.assert_refused(ada.call("create_board", {"title": "Mine"}), "CSRF_FAILED")

    def test_a_page_gets_its_token_with_its_first_data_and_another_one_by_signing_in(self) -> None:
        page = MizanClient(enforce_csrf_checks=True)
        page.context("global")
        first = page.http.cookies[settings.CSRF_COOKIE_NAME].value

        assert page.call("login", {"login": "ada", "password": PASSWORD}).status == 200

        assert page.http.cookies[settings.CSRF_COOKIE_NAME].value != first
        assert page.call("create_board", {"title": "Mine"}).status == 200
        late = MizanClient(enforce_csrf_checks=True, headers={"x-csrftoken": first})
        late.http.cookies = page.http.cookies
        self.assert_refused(late.call("create_board", {"title": "Mine"}), "CSRF_FAILED")

    def test_passwords_are_kept_salted(self) -> None:
        kept = Account.objects.values_list("password", flat=True)

        assert len(set(kept)) == len(kept)
        assert not any(PASSWORD in each for each in kept)

    def test_sessions_are_kept_by_the_database(self) -> None:
        self.signed_in("ada")

        assert Session.objects.count() == 1
