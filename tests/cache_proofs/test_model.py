"""The protocol in every order of its steps; and that the exploration finds what is wrong with others."""

from __future__ import annotations

import pytest

from .model import ACCIDENTS, KINDS, OURS, PROTOCOLS, Exploration

CAUGHT_BY = {
    "delete after the commit": "none",
    "delete before the commit": "none",
    "double delete": "none",
    "lease": "a crash",
    "generation after the read": "none",
    "bump before the commit only": "none",
    "hold read before the generation": "a crash",
    "generations without a hold": "a crash",
    "no second bump": "a loss",
    "fill although held": "a crash",
    "after-tokens not minded": "a partition",
    "an emptied store trusted at once": "a crash, a loss",
    "held tags evicted": "a crash, a loss",
}


@pytest.mark.parametrize("accidents", ["none", "a crash", "a loss"])
def test_nothing_old_is_read_with_ours(accidents: str) -> None:
    result = Exploration(OURS, readers=1 if "loss" in accidents else 2, **ACCIDENTS[accidents]).run()

    assert result.counts["reads"] > 1_000
    assert {kind: result.counts[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)


def test_two_writers_do_not_let_go_of_each_others_holds() -> None:
    result = Exploration(OURS, writers=2, readers=1).run()

    assert {kind: result.counts[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)


def test_a_writer_that_does_not_reach_the_store_still_sees_what_it_wrote() -> None:
    result = Exploration(OURS, **ACCIDENTS["a partition"]).run()

    assert result.counts["older than one's own write"] == 0
    assert result.counts["older than acknowledged"] > 0, "others cannot know, and the documentation says so"


@pytest.mark.parametrize("protocol", PROTOCOLS[1:], ids=lambda protocol: protocol.name)
def test_what_is_wrong_with_other_protocols_is_found(protocol) -> None:
    accidents = CAUGHT_BY[protocol.name]
    result = Exploration(protocol, readers=1 if "loss" in accidents else 2, **ACCIDENTS[accidents]).run()

    assert sum(result.counts[kind] for kind in KINDS) > 0


def test_deleting_shows_writers_what_was_before_their_write() -> None:
    """Protocols without generations fail without any accident, and for the one who wrote."""
    for protocol in PROTOCOLS[1:4]:
        assert Exploration(protocol).run().counts["older than one's own write"] > 0
