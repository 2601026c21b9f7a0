"""What became stale, for those who were away: when each target was last named, as far back as is remembered."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from itertools import product
from typing import TypeAlias

from .facts import Fact, Wish
from .positions import NOWHERE, Position

_Key: TypeAlias = tuple[str, tuple[str, ...], tuple[bytes, ...]]


class History:
    """Remembers a number of different targets; before `floor` nothing is known."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._floor: Position | None = None
        self._head: Position = NOWHERE
        self._everything: Position = NOWHERE
        self._last: OrderedDict[_Key, Position] = OrderedDict()
        self._shapes: defaultdict[str, dict[tuple[str, ...], Position]] = defaultdict(dict)

    @property
    def head(self) -> Position:
        """Up to where all is known."""
        return self._head

    def begin(self, position: Position) -> None:
        """Forget everything: from here on all is known."""
        self._floor = self._head = position
        self._everything = NOWHERE
        self._last.clear()
        self._shapes.clear()

    def advance(self, position: Position) -> None:
        """Note that everything up to a position is known."""
        self._head = position

    def note(self, position: Position, fact: Fact) -> None:
        """Note a target."""
        self._head = position
        if fact.kind == "all":
            self._everything = position
            return
        key = (fact.context, fact.names, tuple(value for _, value in fact.params))
        self._last[key] = position
        self._last.move_to_end(key)
        self._shapes[fact.context][fact.names] = position
        if len(self._last) > self._limit:
            _, oldest = self._last.popitem(last=False)
            if self._floor is not None and oldest > self._floor:
                self._floor = oldest

    def is_quiet(self, wish: Wish, since: Position) -> bool:
        """Tell whether surely nothing happened to an instance after a position."""
        if self._floor is None or not self._floor <= since <= self._head or self._everything > since:
            return False
        for names, last in self._shapes.get(wish.context, _NONE).items():
            if last > since and self._may_have_been(wish, names, since):
                return False
        return True

    def _may_have_been(self, wish: Wish, names: tuple[str, ...], since: Position) -> bool:
        """Tell whether a target with params of these names matched; of one that the instance lacks this is assumed."""
        if any(name not in wish.values for name in names):
            return True
        spellings = product(*(wish.values[name] for name in names))
        return any(self._last.get((wish.context, names, values), NOWHERE) > since for values in spellings)


_NONE: dict[tuple[str, ...], Position] = {}
