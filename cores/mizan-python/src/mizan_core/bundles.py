"""Fetching a context: all its queries in one answer, a value or an error for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from . import canonical
from .auth import Caller
from .compiled import Compiled, Context
from .errors import BadRequest, MizanError, NotFound, observable, spelt
from .guarding import refusals
from .invocation import Invocation, Steps

Slot: TypeAlias = bytes | MizanError
"""What a query came to: its result as JSON, or its error."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The slots of one fetched context, by function name, sorted."""

    slots: Mapping[str, Slot]

    def members(self) -> bytes:
        """Return `"data":{…}` and, if any query failed, `,"errors":{…}`, without the braces around them."""
        data: list[bytes] = []
        errors: list[bytes] = []
        for name, slot in self.slots.items():
            if isinstance(slot, MizanError):
                errors.append(b'"%b":%b' % (name.encode(), spelt(slot, name)[1]))
            else:
                data.append(b'"%b":%b' % (name.encode(), slot))
        body = b'"data":{' + b",".join(data) + b"}"
        return body + b',"errors":{' + b",".join(errors) + b"}" if errors else body


def fetch(context: Context, params: bytes, only: Sequence[str] | None, caller: Caller, *, exact: bool) -> Steps[Bundle]:
    """Fetch a context, or the queries named in `only`.

    Args:
        context: what to fetch.
        params: the params as JSON.
        only: names of queries, or None for all; only the params that these need are then required.
        caller: who asks; a query he may not call has its refusal in its slot.
        exact: the params must be canonical JSON, since they stand in a URL.

    Raises:
        BadRequest: the params are not JSON, or not canonical.
        NotFound: `only` names something that is no query of this context.
        ValidationFailed: params are missing or wrong.
    """
    queries = _selected(context, only)
    refused = yield from refusals(queries, caller)
    if len(refused) == len(queries):  # nothing of the schema is told to who may call nothing
        return Bundle(refused)
    values = context.codec.read(params, required_by(queries))
    if exact:
        _check_spelling(context, params, values)
    bundles = yield from run_all([[(query, values) for query in queries]], refused)
    return bundles[0]


def required_by(queries: Iterable[Compiled]) -> list[str]:
    """Return the names of the params that at least one of these queries cannot do without, sorted."""
    return sorted({name for query in queries for name in query.required})


def run_all(
    groups: Sequence[Sequence[tuple[Compiled, Mapping[str, Any]]]], refused: Mapping[str, MizanError]
) -> Steps[list[Bundle]]:
    """Run the queries of several instances in one batch; return a bundle per instance, in the same order."""
    allowed = [(query, values) for group in groups for query, values in group if query.name not in refused]
    outcomes = iter((yield tuple(_invocation(query, values) for query, values in allowed)) if allowed else ())
    return [Bundle({query.name: _slot(query, refused, outcomes) for query, _ in group}) for group in groups]


def _slot(query: Compiled, refused: Mapping[str, MizanError], outcomes: Any) -> Slot:
    if query.name in refused:
        return refused[query.name]
    outcome = next(outcomes)
    return observable(outcome, query.name) if isinstance(outcome, BaseException) else outcome


def _invocation(query: Compiled, values: Mapping[str, Any]) -> Invocation:
    arguments = {name: value for name, value in values.items() if name in query.argument_names}
    return Invocation(query, arguments, query.result.write)


def _selected(context: Context, only: Sequence[str] | None) -> tuple[Compiled, ...]:
    if only is None:
        return context.queries
    by_name = {query.name: query for query in context.queries}
    for name in only:
        if name not in by_name:
            raise NotFound(f"The context {context.name!r} has no query of that name.")
    return tuple(by_name[name] for name in sorted(set(only)))


def _check_spelling(context: Context, params: bytes, values: Mapping[str, Any]) -> None:
    """Refuse params that are not spelt in the one canonical way, so that equal params are equal URLs."""
    if context.spelt_one_way and context.codec.write(values) == params:
        return
    try:
        canonical.loads_canonical(params)
    except canonical.NotCanonical as error:
        raise _not_canonical(error.canonical) from None
    if context.spelt_one_way:
        raise _not_canonical(context.codec.write(values))


def _not_canonical(spelling: bytes | None) -> BadRequest:
    if spelling is None:
        return BadRequest("The params are not canonical JSON (RFC 8785).")
    return BadRequest(
        "The params are not canonical JSON (RFC 8785). Spell them as in details.",
        details={"canonical": spelling.decode()},
    )
