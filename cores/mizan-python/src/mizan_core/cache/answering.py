"""What the headers of an answer say of the cache: validators, where it came from, what an edge may do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeAlias

from pydantic_core import from_json

from ..canonical import NotCanonical, dumps
from ..client.caching import SCOPES
from ..compiled import Context
from ..secrets import encode
from . import after
from .around import Reading
from .exchange import EDGE, Exchange
from .keys import Subject
from .plans import Plan
from .tags import numbers

Headers: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A context as it was fetched by GET.

    Attributes:
        context: which one.
        params: as they stand in the URL.
        only: the names that were asked for, or None for all.
        body: the answer.
    """

    context: Context
    params: bytes
    only: Sequence[str] | None
    body: bytes


def called(exchange: Exchange | None) -> Headers:
    """Return the headers of a call's answer; none without a cache."""
    return () if exchange is None else _after(exchange)


def replayed(exchange: Exchange, headers: Headers) -> Headers:
    """Return the headers of a call that is answered as before: its token stands for those that were sent now, too."""
    remembered = dict(headers).get(after.HEADER)
    if remembered is not None:
        exchange.made = exchange.service.keys.read_after(remembered) or {}
    return (*(each for each in headers if each[0] != after.HEADER), *_after(exchange))


def fetched(exchange: Exchange, got: Fetched) -> tuple[int, Headers]:
    """Return the status and the headers of a GET's answer."""
    if not exchange.readings and not exchange.bypassed:
        return 200, _after(exchange)
    tag = f'"{encode(sha256(got.body).digest()[:16])}"'
    headers = (("etag", tag), *_after(exchange), *_status(exchange), *_edge(exchange, got))
    return (304 if _matches(exchange.caller.header("if-none-match"), tag) else 200), headers


def posted(exchange: Exchange) -> Headers:
    """Return the headers of the answer to a context that was fetched by POST."""
    return (*_after(exchange), *_status(exchange))


def _after(exchange: Exchange) -> Headers:
    """Give one token for all that were sent, and for what was made stale; also for one that nobody can read."""
    if not exchange.made and exchange.sent.number < 2 and exchange.sent.is_clear:
        return ()
    return ((after.HEADER, exchange.service.keys.after(exchange.known())),)


def _status(exchange: Exchange) -> Headers:
    """Say where the answer came from (RFC 9211): the least of what its cached queries came to."""
    hows = {each.how for each in exchange.readings}
    if exchange.bypassed or "bypass" in hows:
        said = "fwd=bypass"
    elif "miss" in hows:
        said = (
            "fwd=miss; stored" if all(each.stored for each in exchange.readings if each.how == "miss") else "fwd=miss"
        )
    elif "joined" in hows:
        said = "fwd=miss; collapsed"
    elif hows:
        said = "hit; detail=stale" if "stale" in hows else "hit"
    else:
        return ()
    return (("cache-status", f"mizan; {said}"),)


def _edge(exchange: Exchange, got: Fetched) -> Headers:
    """Tell an edge worker how to keep a bundle of which every query is cached and succeeded."""
    asked = exchange.caller.header(EDGE)
    queries = exchange.answered
    if not asked or not queries or len(exchange.readings) < len(queries):
        return ()
    plans = [exchange.service.plans.by_name[each.name] for each in queries]
    generations = _generations(exchange.readings)
    # All of them, since none is part of another: who is of one tenant may have other permissions.
    scopes = sorted({each.cache.scope for each in plans} - {"public"}, key=SCOPES.index)
    shared = [exchange.who(scope) for scope in scopes]
    if generations is None or None in shared:
        return ()
    who = tuple(part for each in shared if each for part in each) or ("pub",)
    try:
        key = exchange.service.keys.entry(_subject(exchange, got, plans, who), None if asked == "1" else asked)
    except (NotCanonical, KeyError):  # a root that only the worker has
        return ()
    ttl, stale = min(each.cache.ttl for each in plans), min(each.cache.stale for each in plans)
    return (
        ("mizan-key", key),
        ("mizan-edge-control", f"ttl={ttl:g}, stale={stale:g}, scope={'+'.join(scopes) or 'public'}"),
        ("mizan-gens", encode(dumps(generations))),
    )


def _subject(exchange: Exchange, got: Fetched, plans: Sequence[Plan], who: tuple[str, ...]) -> Subject:
    name = got.context.name if got.only is None else f"{got.context.name}?only={','.join(sorted(set(got.only)))}"
    shape = sha256(dumps([[each.name, each.rev, each.shape] for each in sorted(plans, key=lambda plan: plan.name)]))
    vary = exchange.headers_of(sorted({header for each in plans for header in each.headers}))
    params: Any = from_json(got.params)
    return Subject("ctx", name, 0, encode(shape.digest()[:8]), who, vary, params)


def _generations(readings: Sequence[Reading]) -> Mapping[str, int] | None:
    """Return the generations that a bundle has seen at least; None where one of its queries does not know them."""
    oldest: dict[str, int] = {}
    for each in readings:
        if not each.snapshot:
            return None
        for tag, number in zip(each.query.tags, numbers(each.snapshot), strict=True):
            oldest[tag] = min(number, oldest.get(tag, number))
    return oldest


def _matches(header: str | None, tag: str) -> bool:
    if header is None:
        return False
    return header.strip() == "*" or tag in (each.strip().removeprefix("W/") for each in header.split(","))
