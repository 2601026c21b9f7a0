"""Fetching a context: all its queries in one answer, a value or an error for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from . import canonical
from .auth import Caller
from .cache.exchange import Exchange
from .compiled import Compiled, Context
from .errors import BadRequest, ClientOutdated, MizanError, NotFound, ValidationFailed, observable, spelt
from .guarding import ask, refusals
from .invocation import Invocation, Steps
from .live.topics import Topics
from .live.topics import spelt as spelt_params
from .registry import Registry
from .versions import UNVERSIONED, Page


def find(registry: Registry, name: str, page: Page = UNVERSIONED) -> Context:
    """Return the context of that name.

    Raises:
        NotFound: there is none.
        ClientOutdated: there is none, which the page's version explains.
    """
    context = registry.contexts.get(name)
    if context is None:
        raise page.explain(NotFound("There is no context of that name."))
    return context


def fetch(
    context: Context,
    params: bytes,
    only: Sequence[str] | None,
    caller: Caller,
    *,
    exact: bool,
    page: Page = UNVERSIONED,
    topics: Topics | None = None,
    exchange: Exchange | None = None,
) -> Steps[bytes]:
    """Fetch a context, or the queries named in `only`; return the answer's members, without the braces around them.

    Args:
        context: what to fetch.
        params: the params as JSON.
        only: names of queries, or None for all; only the params that these need are then required.
        caller: who asks; a query he may not call has its refusal in its slot.
        exact: the params must be canonical JSON, since they stand in a URL.
        page: where he asks; a query that it knows as something else has CLIENT_OUTDATED in its slot.
        topics: says what he may watch of what he is answered; None where nothing is live.
        exchange: reads cached queries; None where there is no cache.

    Raises:
        BadRequest: the params are not JSON, or not canonical.
        NotFound: `only` names something that is no query of this context.
        ValidationFailed: params are missing or wrong.
        ClientOutdated: one of the last two, which the page's version explains.
    """
    queries = _selected(context, only, page)
    refused, asked = refusals(queries, caller)
    if asked:
        refused |= yield from ask(asked, caller)
    if page.outdated:
        refused = outdated(queries, page) | refused
    if len(refused) == len(queries):  # nothing of the schema is told to who may call nothing
        return members(queries, refused, iter(()))
    try:
        values = context.codec.read(params, required_by(queries))
    except ValidationFailed as error:
        raise page.explain(error) from None
    if exact:
        _check_spelling(context, params, values)
    mark = None if topics is None else topics.mark()
    batch = tuple(invocations(context, queries, values, refused))
    if exchange is not None:
        yield from exchange.prepare(batch)
    outcomes = yield batch
    if exchange is not None:
        exchange.note(queries, outcomes)
        mark = None if exchange.is_shared else mark
    body = members(queries, refused, iter(outcomes))
    return body if topics is None or mark is None else body + _topic(topics, mark, context, params, caller, body)


def outdated(queries: Iterable[Compiled], page: Page) -> dict[str, MizanError]:
    """Return, by name, what is answered for the queries that a page knows as something else."""
    return {query.name: ClientOutdated() for query in queries if query.name in page.outdated}


def required_by(queries: Iterable[Compiled]) -> list[str]:
    """Return the names of the params that at least one of these queries cannot do without, sorted."""
    return sorted({name for query in queries for name in query.required})


def invocations(
    context: Context, queries: Iterable[Compiled], values: Mapping[str, Any], refused: Mapping[str, MizanError]
) -> list[Invocation]:
    """Return the runs of the queries that are not refused, in one instance."""
    return [Invocation(query, context.arguments(query, values)) for query in queries if query.name not in refused]


def members(
    queries: Iterable[Compiled], refused: Mapping[str, MizanError], outcomes: Iterator[bytes | BaseException]
) -> bytes:
    """Return `"data":{…}` and, if any query failed, `,"errors":{…}`; the outcomes are of those not refused."""
    data: list[bytes] = []
    errors: list[bytes] = []
    for query in queries:
        outcome = refused.get(query.name) or next(outcomes)
        if isinstance(outcome, BaseException):
            error = spelt(observable(outcome, query.name), query.name)[1]
            errors.append(query.member + error)
        else:
            data.append(query.member + outcome)
    body = b'"data":{%b}' % b",".join(data)
    return b'%b,"errors":{%b}' % (body, b",".join(errors)) if errors else body


def has_data(body: bytes) -> bool:
    """Tell whether the members of a bundle hold any value: nobody may watch what he can read nothing of."""
    return not body.startswith(b'"data":{}')


def _topic(topics: Topics, mark: str, context: Context, params: bytes, caller: Caller, body: bytes) -> bytes:
    canonical_params = spelt_params(params) if has_data(body) else None
    return b"" if canonical_params is None else topics.member(mark, context.name, canonical_params, caller.user)


def _selected(context: Context, only: Sequence[str] | None, page: Page) -> tuple[Compiled, ...]:
    if only is None:
        return context.queries
    by_name = {query.name: query for query in context.queries}
    for name in only:
        if name not in by_name:
            raise page.explain(NotFound(f"The context {context.name!r} has no query of that name."))
    return tuple(by_name[name] for name in sorted(set(only)))


def _check_spelling(context: Context, params: bytes, values: Mapping[str, Any]) -> None:
    """Refuse params that are not spelt in the one canonical way, so that equal params are equal URLs."""
    as_written = context.spelt_one_way and context.codec.write(values) == params
    if as_written and not canonical.may_be_refused(params):
        return
    try:
        canonical.loads_canonical(params)
    except canonical.NotCanonical as error:
        raise _not_canonical(error.canonical) from None
    if context.spelt_one_way and not as_written:
        raise _not_canonical(context.codec.write(values))


def _not_canonical(spelling: bytes | None) -> BadRequest:
    if spelling is None:
        return BadRequest("The params are not canonical JSON (RFC 8785).")
    return BadRequest(
        "The params are not canonical JSON (RFC 8785). Spell them as in details.",
        details={"canonical": spelling.decode()},
    )
