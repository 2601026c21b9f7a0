"""Fresh data in a mutation's own answer: the mounted instances that it made stale, read again after the commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from pydantic_core import to_json

from . import canonical
from .auth import Caller
from .bundles import run_all
from .client.targets import Target
from .compiled import Compiled, Context
from .errors import MizanError
from .guarding import refusals
from .invocation import Steps
from .registry import Registry

MAX_CONTEXTS = 16
"""Instances in one answer (protocol, section 4)."""

MAX_BYTES = 256 * 1024
"""Bytes of `refreshed` in one answer (protocol, section 4)."""


_PLAIN = (int, str)
"""Types whose values are the same in JSON and in Python."""


class Instance(NamedTuple):
    """A mounted instance that was made stale: its params as sent and as validated, and the queries to run again."""

    context: Context
    key: bytes
    values: Mapping[str, Any]
    queries: tuple[Compiled, ...]


class Stale:
    """What the targets of one mutation mean, looked up once."""

    def __init__(self, registry: Registry, targets: Sequence[Target]) -> None:
        self._contexts = registry.contexts
        self._everything = False
        self._meant: dict[str, list[tuple[Target, tuple[Compiled, ...]]]] = {}
        for target in targets:
            if target.kind == "context":
                self._add(target.name, target, self._contexts[target.name].queries)
            elif target.kind == "function":
                query = registry.functions[target.name]
                self._add(query.context or "", target, (query,))
            else:
                self._everything = True

    def _add(self, context: str, target: Target, queries: tuple[Compiled, ...]) -> None:
        self._meant.setdefault(context, []).append((target, queries))

    def context(self, name: Any) -> Context | None:
        """Return the context of that name, if something of it may have become stale."""
        if self._everything or name in self._meant:
            return self._contexts.get(name)
        return None

    def exact(self, context: str, params: Any) -> Mapping[str, Any] | None:
        """Return the params of the only target, if a client means the same by its params, so that all is known."""
        meant = self._meant.get(context, ())
        if len(meant) != 1 or not meant[0][0].exact:
            return None
        values = meant[0][0].params
        if params != values:
            return None
        for name, value in values.items():
            if type(params[name]) is not type(value) or type(value) not in _PLAIN:
                return None
        return values

    def queries(self, context: Context, values: Mapping[str, Any]) -> tuple[Compiled, ...]:
        """Return the queries that are stale in an instance, sorted by name."""
        if self._everything:
            return context.queries
        found = [queries for target, queries in self._meant[context.name] if _matches(target, values)]
        if len(found) == 1:
            return found[0]
        stale = {query for queries in found for query in queries}
        return tuple(query for query in context.queries if query in stale)

    def left(self, targets: Sequence[Target], instances: Sequence[Instance]) -> list[Target]:
        """Return the targets of which something remains to be fetched again when these instances were run."""
        covered: list[Target] = []
        for each in instances:
            for target, queries in self._meant.get(each.context.name, ()):
                if _covers(each, target, queries):
                    covered.append(target)
        return [target for target in targets if target not in covered]


def refresh(
    registry: Registry, targets: Sequence[Target], mounted: Sequence[Any], caller: Caller
) -> Steps[tuple[list[Target], list[bytes]]]:
    """Run the mounted instances that the targets made stale, as the caller is now.

    `mounted` is a wish of the client, never an authority: what it names wrongly is passed over, and each query asks
    its own guard. An error stays in its slot.

    Returns:
        the targets that are still to be fetched, and the JSON of each instance that was run.
    """
    stale = Stale(registry, targets)
    instances = list(_stale_instances(stale, mounted))
    queries = dict.fromkeys(query for each in instances for query in each.queries)
    refused = yield from refusals(queries, caller)
    bundles = yield from run_all([(each.queries, each.values) for each in instances], refused)
    parts = [_part(each, members) for each, members in zip(instances, bundles, strict=True)]
    if sum(map(len, parts)) > MAX_BYTES:
        instances, parts = _within_limit(instances, parts)
    return stale.left(targets, instances), parts


def _part(instance: Instance, members: bytes) -> bytes:
    return b'{"context":"%b","params":%b,%b}' % (instance.context.name.encode(), instance.key, members)


def _within_limit(instances: Sequence[Instance], parts: Sequence[bytes]) -> tuple[list[Instance], list[bytes]]:
    kept: list[int] = []
    size = 0
    for index, part in enumerate(parts):
        if size + len(part) <= MAX_BYTES:
            kept.append(index)
            size += len(part)
    return [instances[index] for index in kept], [parts[index] for index in kept]


def _stale_instances(stale: Stale, mounted: Sequence[Any]) -> Iterator[Instance]:
    seen: set[tuple[str, bytes]] = set()
    for wish in mounted:
        instance = _stale_instance(stale, wish)
        if instance is None or (instance.context.name, instance.key) in seen:
            continue
        seen.add((instance.context.name, instance.key))
        yield instance
        if len(seen) == MAX_CONTEXTS:
            return


def _stale_instance(stale: Stale, wish: Any) -> Instance | None:
    if not isinstance(wish, dict):
        return None
    named = cast(dict[str, Any], wish)
    context = stale.context(str(named.get("context")))
    if context is None:
        return None
    params = named.get("params", {})
    exact = stale.exact(context.name, params)
    if exact is not None:
        return Instance(context, context.codec.write(exact), exact, context.queries)
    try:
        values = context.codec.read_again(to_json(params), ())
        key = context.codec.write(values) if context.spelt_one_way else canonical.dumps(params)
    except (canonical.NotCanonical, MizanError):
        return None
    queries = stale.queries(context, values)
    for query in queries:
        if not query.required <= values.keys():
            return None
    return Instance(context, key, values, queries) if queries else None


def _matches(target: Target, values: Mapping[str, Any]) -> bool:
    """A param that the mounted instance lacks matches: wider, never staler."""
    return target.params.items() <= values.items() or all(
        name not in values or values[name] == value for name, value in target.params.items()
    )


def _covers(instance: Instance, target: Target, queries: Sequence[Compiled]) -> bool:
    """Tell whether an instance is the only one that a target matches, and was run wholly."""
    if instance.values is target.params:
        return True
    params = instance.context.params if target.kind == "context" else queries[0].argument_names
    return (
        len(params) == len(target.params)
        and target.params.items() <= instance.values.items()
        and (queries is instance.queries or set(queries) <= set(instance.queries))
    )
