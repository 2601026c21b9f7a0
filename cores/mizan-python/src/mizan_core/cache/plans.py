"""What is cached of a registry, and by which tags: made once, when it is sealed.

An entry bears a tag for its function, one for its context, and one for each set of params by which mutations narrow
what they make stale. A target means the tags of the largest such set that it names: wider, never staler. One more tag
is for mutations that declare that they affect everything, which is all that their caller sees: what is kept for him
alone, and what he shares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from pydantic_core import from_json, to_json

from ..client.caching import Cache
from ..client.targets import Target
from ..codec import ParamsCodec
from ..compiled import Compiled, Context
from ..parameters import Parameter
from ..signatures import spelt_one_way

Tag: TypeAlias = tuple[Any, ...]
"""As `keys.Keys.tag` takes it: kind, name, and params where they narrow it."""

Names: TypeAlias = frozenset[str]


OF_ONE = frozenset({"session", "user"})
"""Scopes whose answers are one caller's."""


def tag_of_all(scope: tuple[str, ...]) -> Tag:
    """Return the tag that an entry of this scope, as keys spell it, has for all that its caller sees."""
    return ("all", *scope) if scope[0] in OF_ONE else ("all",)


class Plan:
    """How one query is cached.

    Attributes:
        name: of the query.
        context: whose query it is.
        cache: as it was declared.
        rev: its revision.
        shape: a hash of what it returns.
        narrowing: the params that may narrow a tag: those that are always known, in one spelling.
    """

    def __init__(self, query: Compiled, cache: Cache, shape: str) -> None:
        self.name = query.name
        self.context = query.context or ""
        self.cache = cache
        self.headers = cache.headers
        self.rev = query.function.rev
        self.shape = shape
        arguments = query.signature.arguments
        self._codec = ParamsCodec(arguments)
        self._defaults = _writable(self._codec, query.defaults)
        one_way = [each for each in arguments if spelt_one_way(each.annotation)]
        self.narrowing = frozenset(each.name for each in one_way if each.required or each.name in self._defaults)
        self._of_context: tuple[Names, ...] = ()
        self._of_function: tuple[Names, ...] = ()

    def spell(self, arguments: Mapping[str, Any]) -> bytes | None:
        """Return validated arguments as JSON, defaults filled in; None where others could have the same spelling."""
        try:
            if self._codec.read_again(self._codec.write(arguments), ()) != arguments:  # as of a SecretStr
                return None
            return self._codec.write({**self._defaults, **arguments})
        except Exception:  # whatever a type's own hooks may raise
            return None

    def tags(self, params: Mapping[str, Any]) -> list[Tag]:
        """Return the tags of the entry with these params."""
        tags = [_tag("ctx", self.context, names, params) for names in self._of_context]
        return tags + [_tag("fn", self.name, names, params) for names in self._of_function]

    def narrow(self, of_context: Iterable[Names], of_function: Iterable[Names]) -> None:
        """Take over by which sets of params mutations narrow its context and itself."""
        apart = {names for names in of_context if not names <= self.narrowing}
        self._of_context = _sorted({names for names in of_context if names <= self.narrowing})
        own = {names & self.narrowing for names in (*of_function, *apart)}
        self._of_function = _sorted(own | {Names()})

    def target(self, params: Mapping[str, Any]) -> Tag:
        """Return the tag by which a target that names these params means this query."""
        return _tag("fn", self.name, _largest(self._of_function, params), params)


class Plans:
    """All of a registry.

    Args:
        contexts: of the registry.
        functions: of the registry, mutations included.
        shapes: a hash of what each cached query returns, by its name.
    """

    def __init__(
        self, contexts: Mapping[str, Context], functions: Mapping[str, Compiled], shapes: Mapping[str, str]
    ) -> None:
        self.by_name: dict[str, Plan] = {}
        self._by_context: dict[str, list[Plan]] = {}
        self._codecs = {name: _codecs(context.params.values()) for name, context in contexts.items()}
        for query in functions.values():
            if query.function.cache is not None:
                plan = self.by_name[query.name] = Plan(query, query.function.cache, shapes[query.name])
                self._by_context.setdefault(plan.context, []).append(plan)
        declared = [target for each in functions.values() for target in each.targets]
        self._narrowed: dict[str, tuple[Names, ...]] = {}
        for name in self._by_context:
            scopes = [_names(each.scope) for each in declared if each.kind == "context" and each.name == name]
            self._narrowed[name] = _sorted({Names(), *(each.intersection(self._codecs[name]) for each in scopes)})
        for plan in self.by_name.values():
            own = {_names(each.scope) for each in declared if each.kind == "function" and each.name == plan.name}
            plan.narrow(self._narrowed[plan.context], own)

    @property
    def longest(self) -> float:
        """Seconds after which no entry is shown any more."""
        return max((each.cache.ttl + each.cache.stale for each in self.by_name.values()), default=0.0)

    def tags(self, target: Target) -> list[Tag]:
        """Return the tags that a target means."""
        if target.kind == "all":
            return [("ctx", name) for name in self._by_context]
        if target.kind == "function":
            plan = self.by_name.get(target.name)
            return [] if plan is None else [plan.target(self._spell(plan.context, target.params))]
        plans = self._by_context.get(target.name)
        if plans is None:
            return []
        params = self._spell(target.name, target.params)
        names = _largest(self._narrowed[target.name], params)
        # A query that takes only some of the params has the others in no tag: it is meant by the rest of them.
        apart = [plan.target({each: params[each] for each in names}) for plan in plans if not names <= plan.narrowing]
        return [_tag("ctx", target.name, names, params), *apart]

    def _spell(self, context: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return those of a target's params that are spelt as entries spell them."""
        return dict(_respelt(self._codecs[context], params))


def _codecs(parameters: Iterable[Parameter]) -> dict[str, ParamsCodec]:
    return {each.name: ParamsCodec([each]) for each in parameters if spelt_one_way(each.annotation)}


def _respelt(codecs: Mapping[str, ParamsCodec], params: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in params.items():
        codec = codecs.get(name)
        if codec is not None:
            try:
                yield name, from_json(codec.write(codec.read_again(to_json({name: value}), ())))[name]
            except Exception:  # no value of this param: then it narrows nothing
                continue


def _writable(codec: ParamsCodec, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return the defaults that can be spelt; the others are left out of keys, as clients leave them out."""
    written: dict[str, Any] = {}
    for name, value in defaults.items():
        try:
            codec.write({name: value})
        except Exception:  # any object may be a default
            continue
        written[name] = value
    return written


def _tag(kind: str, name: str, names: Names, params: Mapping[str, Any]) -> Tag:
    return (kind, name, {each: params[each] for each in sorted(names)}) if names else (kind, name)


def _largest(known: tuple[Names, ...], params: Mapping[str, Any]) -> Names:
    return max((names for names in known if names <= params.keys()), key=len)


def _names(scope: Iterable[tuple[str, Any]]) -> Names:
    return frozenset(name for name, _ in scope)


def _sorted(names: Iterable[Names]) -> tuple[Names, ...]:
    return tuple(sorted(names, key=lambda each: (len(each), sorted(each))))
