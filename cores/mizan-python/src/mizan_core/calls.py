"""Calling a function: guard, arguments, run, and for a mutation what it made stale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from . import single_flight
from .auth import Caller
from .cache import answering
from .cache.exchange import Exchange
from .cache.holding import Holding
from .client.targets import EVERYTHING, Target
from .compiled import Compiled, reached
from .errors import ClientOutdated, MethodNotAllowed, NotFound, ValidationFailed
from .guarding import admit
from .invalidation import is_waiting
from .invocation import Invocation, Steps
from .live import unique
from .live.topics import Topics
from .registry import Registry
from .replays import Once
from .single_flight import Reach
from .uploads import Upload, read_with_files
from .versions import UNVERSIONED, Page


class Run:
    """One running call: collects the targets that `affects=` and `invalidate` name.

    Attributes:
        holding: where there is a cache, takes hold of what they mean there as soon as they are named.
    """

    __slots__ = ("_arguments", "_by_hand", "_compiled", "_declared", "_registry", "holding")

    def __init__(self, registry: Registry, compiled: Compiled, arguments: Mapping[str, Any]) -> None:
        self._registry = registry
        self._compiled = compiled
        self._arguments = arguments
        self._declared: Sequence[Target] = ()
        self._by_hand: list[_ByHand] = []
        self.holding: Holding | None = None

    @property
    def known(self) -> list[Target]:
        """The declared targets that are known before the function runs: those that need no result."""
        compiled = self._compiled
        arguments = {**compiled.defaults, **self._arguments}
        targets = (each for each in compiled.targets if each.needs_no_result)
        return _named(target.resolve(arguments, None) for target in targets)

    @property
    def concerns_all(self) -> bool:
        """Whether it is declared to affect everything, which is what its caller sees."""
        return any(each.kind == "all" for each in self._compiled.targets)

    def finish(self, result: Any) -> bytes:
        """Resolve the declared targets and write the result."""
        compiled = self._compiled
        known = {**compiled.defaults, **self._arguments} if compiled.defaults else self._arguments
        self._declared = [target.resolve(known, result) for target in compiled.targets]
        if self.holding is not None:
            self.holding.begin_here(_named(self._declared))
        return compiled.result.write(result)

    def resolve(self, target: str | Callable[..., Any], params: dict[str, Any]) -> Target:
        return self._registry.target(target, params)

    def effect(self, target: Target) -> Callable[[], None]:
        named = _ByHand(target)
        self._by_hand.append(named)
        if self.holding is not None:
            self.holding.begin_here([target])
        return named

    def withdraw(self) -> None:
        """Forget what was declared: the function returned, but what it wrote was rolled back."""
        self._declared = ()

    @property
    def unsettled(self) -> bool:
        """Whether a target still waits for a commit, or was rolled back."""
        return bool(self._by_hand) and any(not each.effective for each in self._by_hand)

    def settle(self) -> None:
        """Take for done what waits for a transaction that was open before the call, as in a test case.

        For backends whose framework knows of transactions: after the function's own are closed, in its thread.
        """
        for each in self._by_hand:
            if not each.effective and is_waiting(each):
                each()

    @property
    def targets(self) -> Sequence[Target]:
        """The targets of this call, declared ones first, none twice."""
        if not self._by_hand and self._compiled.reach is not None:
            return self._declared
        return unique([*self._declared, *(each.target for each in self._by_hand if each.effective)])

    def published(self, targets: Sequence[Target]) -> Sequence[Target]:
        """Return the targets that concern others: a declared `"*"` is about the caller, who signs in or out."""
        if self._compiled.contexts != (EVERYTHING,):
            return targets
        by_hand = [each.target for each in self._by_hand if each.effective]
        return unique([*_named(self._declared), *by_hand])

    def reach(self, targets: Sequence[Target]) -> Reach:
        """Return what the targets of this call mean: known beforehand, unless some were named by hand."""
        if not self._by_hand and self._compiled.reach is not None:
            return self._compiled.reach.get
        registry = self._registry
        return lambda name: reached(name, targets, registry.functions, registry.contexts)


class _ByHand:
    """A target named by hand: effective once what surrounds it is committed."""

    __slots__ = ("effective", "target")

    def __init__(self, target: Target) -> None:
        self.target = target
        self.effective = False

    def __call__(self) -> None:
        self.effective = True


def find(registry: Registry, name: str, page: Page = UNVERSIONED) -> Compiled:
    """Return the function of a `POST call/{name}`.

    Raises:
        NotFound: nothing has this name.
        MethodNotAllowed: it is a query.
        ClientOutdated: one of these, which the page's version explains.
    """
    compiled = registry.functions.get(name)
    if compiled is None:
        raise page.explain(NotFound("There is no function of that name."))
    if compiled.kind == "query":
        hint = f"{name} is a query: fetch it by GET context/{compiled.context}?only={name}."
        raise page.explain(MethodNotAllowed(hint, allow="GET"))
    return compiled


def call(
    registry: Registry,
    name: str,
    body: bytes,
    caller: Caller,
    files: Mapping[str, Any] | Upload | None,
    page: Page = UNVERSIONED,
    once: Once | None = None,
    topics: Topics | None = None,
    origin: str | None = None,
    exchange: Exchange | None = None,
) -> Steps[bytes]:
    """Call a function or a mutation and return the answer's body.

    Raises:
        MizanError: whatever a client is to be told.
        Answered: it was told before.
    """
    compiled = find(registry, name, page)
    if compiled.guard.predicate is not None:
        yield from admit(compiled, caller)
    elif compiled.guard.requirement != "public":
        compiled.guard.check(caller.user)
    if once is not None:  # before anything that another version may refuse by now
        yield from once.begin(name, caller, body, files)
    if compiled.signature.files or files is not None:
        arguments, mounted = yield from _read_with_files(compiled, body, files, page)
    else:
        arguments, mounted = _read(compiled, body, page)
    run = Run(registry, compiled, arguments)
    invocation = Invocation(compiled, arguments, run.finish if compiled.targets else None, run)
    (outcome,) = (yield (invocation,)) if exchange is None else (yield from _held(invocation, run, exchange))
    if isinstance(outcome, BaseException):
        raise outcome if once is None else once.failed(outcome)
    targets = run.targets
    if once is not None:  # without what is fresh now, and will not be when it is asked for again
        yield from once.succeeded(_answer(compiled, outcome, targets, ()), answering.called(exchange))
    if not targets:
        return _answer(compiled, outcome, (), ())
    registry.bus.publish(run.published(targets), origin)
    if not mounted or not compiled.function.refresh:
        return _answer(compiled, outcome, targets, ())
    instances = single_flight.stale_instances(run.reach(targets), targets, mounted)
    if not instances:
        return _answer(compiled, outcome, targets, ())
    left, parts = yield from single_flight.refresh(instances, targets, caller, page, topics, exchange)
    return _answer(compiled, outcome, left, parts)


def _named(targets: Iterable[Target]) -> list[Target]:
    """Return the targets that have a name."""
    return [each for each in targets if each.kind != "all"]


def _held(invocation: Invocation, run: Run, exchange: Exchange) -> Steps[Sequence[Any]]:
    """Run a function while what it changes is held in the cache: from when that is known to when it is committed."""
    run.holding = exchange.holding
    yield from exchange.begin(run.known)
    if run.concerns_all:
        yield from exchange.begin_all()
    outcomes = yield (invocation,)
    if run.concerns_all:  # the caller may be somebody else by now
        yield from exchange.begin_all()
    yield from exchange.end()
    return outcomes


def _read(compiled: Compiled, body: bytes, page: Page) -> tuple[dict[str, Any], list[Any]]:
    """Return the arguments of a call, and what the client says is mounted."""
    if compiled.name in page.outdated:
        raise ClientOutdated
    try:
        return compiled.body.read(body)
    except ValidationFailed as error:
        raise page.explain(error) from None


def _read_with_files(
    compiled: Compiled, body: bytes, files: Mapping[str, Any] | Upload | None, page: Page
) -> Steps[tuple[dict[str, Any], list[Any]]]:
    if compiled.name in page.outdated:
        raise ClientOutdated
    try:
        return (yield from read_with_files(compiled, body, files))
    except ValidationFailed as error:
        raise page.explain(error) from None


def _answer(compiled: Compiled, result: bytes, left: Sequence[Target], parts: Sequence[bytes]) -> bytes:
    if not left and not parts:
        return b'{"result":%b}' % result if compiled.kind == "call" else b'{"result":%b,"invalidate":[]}' % result
    invalidate = to_json([each.to_wire() for each in left]) if left else b"[]"
    if not parts:
        return b'{"result":%b,"invalidate":%b}' % (result, invalidate)
    return b'{"result":%b,"invalidate":%b,"refreshed":[%b]}' % (result, invalidate, b",".join(parts))
