"""After-tokens as they travel: several come in, one goes out, without what no cache can remember any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .keys import Keys

HEADER = "mizan-after"

EVERYTHING = "*"
"""Stands for all tags, where there are too many to name."""

MOST_TOKENS = 8
MOST_TAGS = 64


class Sent(NamedTuple):
    """What the after-tokens of a request say.

    Attributes:
        generations: the newest generation of each tag.
        number: how many tokens there were.
        is_clear: whether all of them could be read. Else their bearer knows more than we, and passes by the cache.
    """

    generations: Mapping[str, int]
    number: int
    is_clear: bool


NOTHING = Sent({}, 0, is_clear=True)


def read(keys: Keys, header: str | None) -> Sent:
    """Return what the tokens of a request say. One of ours with a wrong proof is another application's, or forged."""
    if not header:
        return NOTHING
    spelt = [each.strip() for each in header.split(",")]
    known = [keys.read_after(each) for each in spelt[:MOST_TOKENS]]
    ours = len(spelt) <= MOST_TOKENS and all(map(keys.knows_root, spelt))
    return Sent(merge(each for each in known if each is not None), len(spelt), ours)


def merge(tokens: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the newest generation of each tag."""
    merged: dict[str, int] = {}
    for token in tokens:
        for tag, generation in token.items():
            merged[tag] = max(generation, merged.get(tag, 0))
    return merged


def prune(generations: Mapping[str, int], oldest: int) -> dict[str, int]:
    """Leave out what is older than any entry can be; where too much is left, name everything instead."""
    kept = {tag: generation for tag, generation in generations.items() if generation >= oldest}
    return {EVERYTHING: max(kept.values())} if len(kept) > MOST_TAGS or EVERYTHING in kept else kept
