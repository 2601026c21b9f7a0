"""The watched instances, found by the context and the params that a target names without a look at all others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from .facts import Fact, Wish

W = TypeVar("W")


class Instance(Generic[W]):
    """An instance, and who watches it."""

    __slots__ = ("context", "params", "values", "watchers")

    def __init__(self, wish: Wish) -> None:
        self.context = wish.context
        self.params = wish.params
        self.values = wish.values
        self.watchers: dict[W, None] = {}

    def target(self, fact: Fact) -> bytes:
        """Return a target that matches, in the words of this instance alone: nothing else of it is told."""
        kind = b"context" if fact.kind == "context" else b"function"
        return b'{"%b":"%b","params":%b}' % (kind, fact.name.encode(), self.params)

    @property
    def name(self) -> bytes:
        """How the instance is named in messages."""
        return b'{"context":"%b","params":%b}' % (self.context.encode(), self.params)


class Instances(Generic[W]):
    """All instances that anybody watches."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bytes], Instance[W]] = {}
        self._shapes: defaultdict[str, dict[frozenset[str], _Shape[W]]] = defaultdict(dict)

    def __len__(self) -> int:
        return len(self._known)

    def add(self, wish: Wish, watcher: W) -> Instance[W]:
        """Let somebody watch an instance."""
        key = (wish.context, wish.params)
        instance = self._known.get(key)
        if instance is None:
            instance = self._known[key] = Instance(wish)
            names = frozenset(wish.values)
            self._shapes[wish.context].setdefault(names, _Shape()).add(instance)
        instance.watchers[watcher] = None
        return instance

    def remove(self, instance: Instance[W], watcher: W) -> None:
        """Let him watch it no longer; an instance that nobody watches is forgotten."""
        instance.watchers.pop(watcher, None)
        if instance.watchers or self._known.pop((instance.context, instance.params), None) is None:
            return
        shapes = self._shapes[instance.context]
        names = frozenset(instance.values)
        shapes[names].remove(instance)
        if not shapes[names].all:
            del shapes[names]
            if not shapes:
                del self._shapes[instance.context]

    def matching(self, fact: Fact) -> Iterable[Instance[W]]:
        """Return the instances that a target means; a param that an instance lacks matches."""
        if fact.kind == "all":
            return self._known.values()
        shapes = self._shapes.get(fact.context)
        if not shapes:
            return ()
        if len(shapes) == 1:
            ((names, shape),) = shapes.items()
            return shape.matching([each for each in fact.params if each[0] in names])
        return [
            instance
            for names, shape in shapes.items()
            for instance in shape.matching([each for each in fact.params if each[0] in names])
        ]


class _Shape(Generic[W]):
    """Instances of one context with the same names of params."""

    __slots__ = ("_by_value", "all")

    def __init__(self) -> None:
        self.all: dict[Instance[W], None] = {}
        self._by_value: dict[tuple[str, bytes], dict[Instance[W], None]] = {}

    def add(self, instance: Instance[W]) -> None:
        self.all[instance] = None
        for each in _pairs(instance.values):
            self._by_value.setdefault(each, {})[instance] = None

    def remove(self, instance: Instance[W]) -> None:
        del self.all[instance]
        for each in _pairs(instance.values):
            del self._by_value[each][instance]
            if not self._by_value[each]:
                del self._by_value[each]

    def matching(self, params: Sequence[tuple[str, bytes]]) -> Iterable[Instance[W]]:
        if not params:
            return self.all
        found = [self._by_value.get(each) for each in params]
        if not all(found):
            return ()
        smallest, *others = sorted((each for each in found if each), key=len)
        return [each for each in smallest if all(each in other for other in others)] if others else smallest


def _pairs(values: Mapping[str, tuple[bytes, ...]]) -> list[tuple[str, bytes]]:
    return [(name, spelling) for name, spellings in values.items() for spelling in spellings]
