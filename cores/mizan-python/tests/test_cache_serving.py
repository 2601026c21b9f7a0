"""Cached queries through the whole pipeline: for whom answers are kept, what makes them stale, and what tokens say."""

from __future__ import annotations

import pytest

from tests.shelf import ADA, GRACE, Shelf


def test_an_answer_is_shown_again_to_the_same_user_only(shelf: Shelf) -> None:
    first = shelf.fetch(1)
    assert first.data == {"length": 3, "title": "One"}
    assert first.headers["cache-status"] == "mizan; fwd=miss; stored"

    again = shelf.fetch(1)
    assert again.body == first.body
    assert again.headers["cache-status"] == "mizan; hit"
    assert set(shelf.ran) == {("title", 1), ("length", 1, "letters")}
    assert len(shelf.ran) == 2

    assert shelf.runs(lambda: shelf.fetch(1, GRACE)) == 1, "what is public is shared, what is the user's is not"
    assert shelf.runs(lambda: shelf.fetch(2)) == 2


def test_strangers_share_what_is_public_and_nothing_else(shelf: Shelf) -> None:
    assert shelf.runs(lambda: shelf.fetch(1, None)) == 2
    answer = shelf.fetch(1, None)
    assert shelf.ran.count(("title", 1)) == 2
    assert shelf.ran.count(("length", 1, "letters")) == 1
    assert answer.headers["cache-status"] == "mizan; fwd=bypass"


@pytest.mark.parametrize("mutation", ["rename", "rename_later", "rename_by_hand", "rename_by_result"])
def test_a_mutation_makes_stale_what_it_names_and_no_more(shelf: Shelf, mutation: str) -> None:
    for each in (ADA, GRACE):
        shelf.fetch(1, each)
        shelf.fetch(2, each)

    answer = shelf.client().call(mutation, {"book_id": 1, "title": "Eleven"})

    assert answer.headers["mizan-after"].startswith("mza1.k1.")
    assert shelf.fetch(1).data == shelf.fetch(1, GRACE).data == {"length": 6, "title": "Eleven"}
    assert shelf.runs(lambda: (shelf.fetch(2), shelf.fetch(2, GRACE))) == 0


def test_everything_is_everything(shelf: Shelf) -> None:
    shelf.fetch(1)
    shelf.fetch(2)
    shelf.client().call("rename_all", {"title": "Same"})

    assert shelf.fetch(1).data["title"] == shelf.fetch(2).data["title"] == "Same"


def test_a_declared_everything_is_what_its_caller_sees(shelf: Shelf) -> None:
    for each in (ADA, GRACE):
        shelf.fetch(1, each)
    shelf.client().call("rename_all", {"title": "Other"})

    assert shelf.fetch(1).data == {"length": 5, "title": "Other"}, "his own, and what he shares"
    assert shelf.fetch(1, GRACE).data == {"length": 5, "title": "One"}, "nobody else's: it was about him"
    shelf.client().call("invalidate_all")
    assert shelf.fetch(1, GRACE).data["title"] == "Other"


def test_who_signs_in_sees_neither_his_old_answers_nor_old_ones_of_whom_he_is_now(shelf: Shelf) -> None:
    for each in (ADA, GRACE):
        shelf.fetch(1, each)
    shelf.titles[1] = "Other"
    shelf.client().call("become_grace")

    assert [shelf.fetch(1, each).data["title"] for each in (ADA, GRACE)] == ["Other", "Other"]


def test_what_is_refreshed_with_the_answer_is_new_and_kept(shelf: Shelf) -> None:
    shelf.fetch(1)
    mounted = [{"context": "book", "params": {"book_id": 1}}]
    answer = shelf.client().call("rename", {"book_id": 1, "title": "Eleven"}, mounted=mounted)

    assert answer.refreshed[0]["data"] == {"length": 6, "title": "Eleven"}
    assert shelf.runs(lambda: shelf.fetch(1)) == 0


def test_errors_are_never_kept(shelf: Shelf) -> None:
    assert set(shelf.fetch(3).errors) == {"length", "title"}
    assert "stored" not in shelf.fetch(3).headers["cache-status"]
    shelf.titles[3] = "Three"
    assert shelf.fetch(3).data["title"] == "Three"


def test_a_token_passes_by_a_store_that_has_not_heard(shelf: Shelf) -> None:
    shelf.fetch(1)
    service = shelf.registry.caching
    assert service is not None
    known = shelf.client().call("rename", {"book_id": 1, "title": "Eleven"}).headers["mizan-after"]
    ahead = {tag: number + 3_600_000_000 for tag, number in (service.keys.read_after(known) or {}).items()}
    shelf.fetch(1)
    shelf.titles[1] = "Written elsewhere"

    assert shelf.fetch(1).data["title"] == "Eleven"
    answer = shelf.fetch(1, ADA, service.keys.after(ahead))
    assert answer.data["title"] == "Written elsewhere"
    assert answer.headers["cache-status"] == "mizan; fwd=bypass"


def test_several_tokens_become_one(shelf: Shelf) -> None:
    shelf.fetch(1)
    one = shelf.client().call("rename", {"book_id": 1, "title": "A"}).headers["mizan-after"]
    two = shelf.client().call("rename", {"book_id": 2, "title": "B"}).headers["mizan-after"]
    service = shelf.registry.caching
    assert service is not None
    read = service.keys.read_after

    assert "mizan-after" not in shelf.fetch(1, ADA, one).headers
    merged = shelf.fetch(1, ADA, f"{one}, {two}").headers["mizan-after"]
    assert read(merged) == (read(one) or {}) | (read(two) or {})
    third = shelf.client(ADA, merged).call("rename", {"book_id": 1, "title": "C"}).headers["mizan-after"]
    assert (read(third) or {}).keys() == (read(merged) or {}).keys() != set()


def test_old_generations_leave_the_token_and_too_many_become_one(shelf: Shelf) -> None:
    shelf.fetch(1)
    service = shelf.registry.caching
    assert service is not None
    after, read = service.keys.after, service.keys.read_after

    old = after({"mzt1.k1.old": service.oldest - 1})
    assert read(shelf.fetch(1, ADA, f"{old},{old}").headers["mizan-after"]) == {}
    many = after({f"mzt1.k1.{index}": service.oldest + 10_000_000 for index in range(65)})
    answer = shelf.fetch(1, ADA, f"{many},{many}")
    assert read(answer.headers["mizan-after"]) == {"*": pytest.approx(service.oldest + 10_000_000, abs=10_000_000)}
    assert shelf.runs(lambda: shelf.fetch(1, ADA, answer.headers["mizan-after"])) == 2


@pytest.mark.parametrize("token", ["nonsense", "mza1.k9.e30.AAAAAAAAAAAAAAAAAAAAAA", ",".join(["mza1.k1.e30.AA"] * 9)])
def test_what_cannot_be_read_passes_by_and_is_replaced(shelf: Shelf, token: str) -> None:
    shelf.fetch(1)
    answer = shelf.fetch(1, ADA, token)
    assert answer.headers["cache-status"] == "mizan; fwd=bypass"
    assert answer.headers["mizan-after"].startswith("mza1.k1.")
    assert shelf.fetch(1, ADA, answer.headers["mizan-after"]).headers["cache-status"] == "mizan; hit"


def test_another_servers_token_is_nothing(shelf: Shelf) -> None:
    shelf.fetch(1)
    assert shelf.fetch(1, ADA, "mza1.k1.eyJ0Ijp7fX0.AAAAAAAAAAAAAAAAAAAAAA").headers["cache-status"] == "mizan; hit"


def test_an_unchanged_answer_is_not_sent_again(shelf: Shelf) -> None:
    first = shelf.fetch(1)
    tag = first.headers["etag"]
    assert tag[0] == tag[-1] == '"'

    for sent in (tag, f'"other", W/{tag}', "*"):
        answer = shelf.fetch(1, ADA, if_none_match=sent)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == tag
    assert shelf.fetch(1, ADA, if_none_match='"other"').status == 200
    shelf.client().call("rename", {"book_id": 1, "title": "Eleven"})
    assert shelf.fetch(1, ADA, if_none_match=tag).status == 200
