"""Fresh data in a mutation's own answer: the mounted instances that it made stale, read again after the commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, cast

from pydantic_core import to_json

from . import canonical
from .auth import Caller
from .bundles import has_data, invocations, members, outdated
from .cache.exchange import Exchange
from .client.targets import Target
from .compiled import Compiled, Context, Reached
from .errors import MizanError
from .guarding import ask, refusals
from .invocation import Invocation, Steps
from .live.topics import Topics
from .versions import UNVERSIONED, Page

MAX_CONTEXTS = 16
"""Instances in one answer (protocol, section 4)."""

MAX_BYTES = 256 * 1024
"""Bytes of `refreshed` in one answer (protocol, section 4)."""

Reach: TypeAlias = Callable[[str], Reached | None]
"""Tells what the targets of one call mean of a context."""

_PLAIN = (int, str)
"""Types whose values are the same in JSON and in Python."""


class Instance(NamedTuple):
    """A mounted instance that was made stale."""

    start: bytes
    """How it starts in the answer, up to its params as they are spelt."""
    context: Context
    values: Mapping[str, Any]
    queries: tuple[Compiled, ...]
    """What to run again."""
    covered: Sequence[int]
    """The places of the targets that mean nothing else."""


def stale_instances(reach: Reach, targets: Sequence[Target], mounted: Sequence[Any]) -> list[Instance]:
    """Return the mounted instances that the targets made stale, none twice, as many as one answer may hold.

    `mounted` is a wish of the client, never an authority: what it names wrongly is passed over.
    """
    found: dict[bytes, Instance] = {}
    for wish in mounted:
        instance = _stale_instance(reach, targets, wish)
        if instance is not None:
            found.setdefault(instance.start, instance)
            if len(found) == MAX_CONTEXTS:
                break
    return list(found.values())


def refresh(
    instances: Sequence[Instance],
    targets: Sequence[Target],
    caller: Caller,
    page: Page = UNVERSIONED,
    topics: Topics | None = None,
    exchange: Exchange | None = None,
) -> Steps[tuple[list[Target], list[bytes]]]:
    """Run instances again, as the caller is now: each query asks its own guard, and an error stays in its slot.

    So does that of a query which the page knows as something else. What the call changed is read anew, cached or not.

    Returns:
        the targets that are still to be fetched, and the JSON of each instance that was run.
    """
    queries = [query for each in instances for query in each.queries]
    refused, asked = refusals(queries, caller)
    if asked:
        refused |= yield from ask(asked, caller)
    if page.outdated:
        refused = outdated(queries, page) | refused
    mark = None if topics is None else topics.mark()
    batch: list[Invocation] = []
    for each in instances:
        batch += invocations(each.context, each.queries, each.values, refused)
    if exchange is not None:
        yield from exchange.prepare(batch)
    outcomes = iter((yield tuple(batch)) if batch else ())
    parts = [b"%b,%b" % (each.start, members(each.queries, refused, outcomes)) for each in instances]
    if topics is not None and mark is not None:
        parts = [part + _topic(topics, mark, each, part, caller) for each, part in zip(instances, parts, strict=True)]
    parts = [part + b"}" for part in parts]
    if sum(map(len, parts)) > MAX_BYTES:
        instances, parts = _within_limit(instances, parts)
    covered: set[int] = set()
    for each in instances:
        covered.update(each.covered)
    if len(covered) == len(targets):
        return [], parts
    return [target for place, target in enumerate(targets) if place not in covered], parts


def _topic(topics: Topics, mark: str, instance: Instance, part: bytes, caller: Caller) -> bytes:
    if not has_data(part[len(instance.start) + 1 :]):
        return b""
    return topics.member(mark, instance.context.name, instance.start[len(instance.context.head) :], caller.user)


def _within_limit(instances: Sequence[Instance], parts: Sequence[bytes]) -> tuple[list[Instance], list[bytes]]:
    kept: list[int] = []
    size = 0
    for index, part in enumerate(parts):
        if size + len(part) <= MAX_BYTES:
            kept.append(index)
            size += len(part)
    return [instances[index] for index in kept], [parts[index] for index in kept]


def _stale_instance(reach: Reach, targets: Sequence[Target], wish: Any) -> Instance | None:
    if not isinstance(wish, dict):
        return None
    named = cast("dict[str, Any]", wish)
    name = named.get("context")
    reached = reach(name) if isinstance(name, str) else None
    if reached is None:
        return None
    params = named.get("params", {})
    context, aims = reached
    if len(aims) == 1:
        place = aims[0][0]
        values = targets[place].params
        if targets[place].exact and _same(params, values):
            start = context.head + context.codec.write(values)
            return Instance(start, context, values, context.queries, (place,))
    return _validated(reached, targets, params)


def _same(params: Any, values: Mapping[str, Any]) -> bool:
    """Tell whether a client means these very values by its params, so that they need no validation."""
    if params != values:
        return False
    for name, value in values.items():
        if type(params[name]) is not type(value) or type(value) not in _PLAIN:
            return False
    return True


def _validated(reached: Reached, targets: Sequence[Target], params: Any) -> Instance | None:
    context = reached.context
    try:
        values = context.codec.read_again(to_json(params), ())
        start = context.head + (context.codec.write(values) if context.spelt_one_way else canonical.dumps(params))
    except (canonical.NotCanonical, MizanError):
        return None
    aims = [(targets[place], place, queries) for place, queries in reached.aims if _matches(targets[place], values)]
    stale = {query for _, _, queries in aims for query in queries}
    queries = tuple(query for query in context.queries if query in stale)
    if not queries or any(not query.required <= values.keys() for query in queries):
        return None
    covered = [place for target, place, meant in aims if _covers(context, values, target, meant)]
    return Instance(start, context, values, queries, covered)


def _matches(target: Target, values: Mapping[str, Any]) -> bool:
    """A param that the mounted instance lacks matches: wider, never staler."""
    return target.params.items() <= values.items() or all(
        name not in values or values[name] == value for name, value in target.params.items()
    )


def _covers(context: Context, values: Mapping[str, Any], target: Target, queries: Sequence[Compiled]) -> bool:
    """Tell whether an instance is the only one that a matching target means."""
    if target.kind == "all":
        return False
    params = context.params if target.kind == "context" else queries[0].argument_names
    return len(params) == len(target.params) and target.params.items() <= values.items()
