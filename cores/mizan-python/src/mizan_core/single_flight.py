"""Fresh data in a mutation's own answer: the mounted instances that it made stale, read again after the commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from . import canonical
from .auth import Caller
from .bundles import required_by, run_all
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


@dataclass(frozen=True, slots=True)
class Instance:
    """A mounted instance that was made stale: its params as sent and as validated, and the queries to run again."""

    context: Context
    key: bytes
    values: Mapping[str, Any]
    queries: tuple[Compiled, ...]

    def shows(self, target: Target) -> bool:
        """Tell whether this instance has every param of the target, with the same value."""
        return all(name in self.values and self.values[name] == value for name, value in target.params.items())


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The instances that travel with an answer, each with the JSON of its part."""

    instances: tuple[Instance, ...]
    parts: tuple[bytes, ...]

    def covers(self, registry: Registry, target: Target) -> bool:
        """Tell whether the answer carries all that this target made stale, so that nothing is left to refetch."""
        if target.kind == "all":
            return False
        context, queries = _meant(registry, target)
        params = context.params if target.kind == "context" else {each: None for each in queries[0].argument_names}
        if params.keys() != target.params.keys():
            return False
        return any(
            each.context is context and each.shows(target) and set(queries) <= set(each.queries)
            for each in self.instances
        )


NOTHING = Refreshed((), ())


def refresh(registry: Registry, targets: Sequence[Target], mounted: Sequence[Any], caller: Caller) -> Steps[Refreshed]:
    """Run the mounted instances that the targets made stale, as the caller is now.

    `mounted` is a wish of the client, never an authority: what it names wrongly is passed over, and each query asks
    its own guard. An error stays in its slot.
    """
    instances = list(_stale_instances(registry, targets, mounted))
    queries = tuple({query.name: query for each in instances for query in each.queries}.values())
    refused = yield from refusals(queries, caller)
    groups = [[(query, each.values) for query in each.queries] for each in instances]
    bundles = yield from run_all(groups, refused)
    parts = [_part(each, bundle.members()) for each, bundle in zip(instances, bundles, strict=True)]
    return _within_limit(instances, parts)


def _part(instance: Instance, members: bytes) -> bytes:
    return b'{"context":"%b","params":%b,%b}' % (instance.context.name.encode(), instance.key, members)


def _within_limit(instances: Sequence[Instance], parts: Sequence[bytes]) -> Refreshed:
    kept: list[int] = []
    size = 0
    for index, part in enumerate(parts):
        if size + len(part) <= MAX_BYTES:
            kept.append(index)
            size += len(part)
    return Refreshed(tuple(instances[index] for index in kept), tuple(parts[index] for index in kept))


def _stale_instances(registry: Registry, targets: Sequence[Target], mounted: Sequence[Any]) -> Iterator[Instance]:
    seen: set[tuple[str, bytes]] = set()
    for wish in mounted:
        instance = _stale_instance(registry, targets, wish)
        if instance is None or (instance.context.name, instance.key) in seen:
            continue
        seen.add((instance.context.name, instance.key))
        yield instance
        if len(seen) == MAX_CONTEXTS:
            return


def _stale_instance(registry: Registry, targets: Sequence[Target], wish: Any) -> Instance | None:
    if not isinstance(wish, dict):
        return None
    context = registry.contexts.get(str(wish.get("context")))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]  # any JSON
    if context is None:
        return None
    try:
        sent = to_json(wish.get("params", {}))  # pyright: ignore[reportUnknownMemberType]  # any JSON
        values = context.codec.read_again(sent, ())
        key = context.codec.write(values) if context.spelt_one_way else canonical.dumps(wish["params"])
    except (canonical.NotCanonical, MizanError):
        return None
    stale = _stale_queries(registry, context, targets, values)
    if not stale or any(name not in values for name in required_by(stale)):
        return None
    return Instance(context, key, values, stale)


def _stale_queries(
    registry: Registry, context: Context, targets: Sequence[Target], values: Mapping[str, Any]
) -> tuple[Compiled, ...]:
    stale: set[str] = set()
    for target in targets:
        if target.kind == "all":
            return context.queries
        of_context, queries = _meant(registry, target)
        if of_context is context and _matches(target, values):
            stale.update(query.name for query in queries)
    return tuple(query for query in context.queries if query.name in stale)


def _meant(registry: Registry, target: Target) -> tuple[Context, tuple[Compiled, ...]]:
    if target.kind == "context":
        context = registry.contexts[target.name]
        return context, context.queries
    query = registry.functions[target.name]
    return registry.contexts[query.context or ""], (query,)


def _matches(target: Target, values: Mapping[str, Any]) -> bool:
    """A param that the mounted instance lacks matches: wider, never staler."""
    return all(name not in values or values[name] == value for name, value in target.params.items())
