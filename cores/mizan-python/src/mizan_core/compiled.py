"""What a registered function, and a context, is after all checks: all that serving needs to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from .auth import Guard
from .client.function import Function
from .client.targets import DeclaredTarget, Target
from .codec import BodyCodec, ParamsCodec, ResultCodec
from .errors import MizanError
from .parameters import Parameter
from .signatures import Signature

Kind = Literal["query", "mutation", "call"]


@dataclass(frozen=True, eq=False)
class Compiled:
    """One registered function after all checks: all that a call needs to know."""

    name: str
    function: Function
    kind: Kind
    signature: Signature
    guard: Guard
    targets: tuple[DeclaredTarget, ...]
    contexts: tuple[str, ...]
    """The contexts a mutation affects, sorted; `("*",)` for everything."""
    reach: Mapping[str, Reached] | None
    """What its targets reach, by context; None where that may differ from one call to the next."""

    @property
    def context(self) -> str | None:
        return self.function.context

    @property
    def errors(self) -> tuple[type[MizanError], ...]:
        return self.function.raises

    @property
    def doc(self) -> str:
        return self.function.callable.__doc__ or ""

    @cached_property
    def body(self) -> BodyCodec:
        return BodyCodec(self.signature.arguments)

    @cached_property
    def result(self) -> ResultCodec:
        return ResultCodec(self.signature.returns)

    @cached_property
    def running(self) -> tuple[Callable[..., Any], bool, bool, tuple[str, ...], Callable[[Any], bytes]]:
        """What a run needs.

        The function, whether it is async, whether it may wait, what the server fills in, and what writes the result.
        """
        signature = self.signature
        injected = tuple(each.name for each in signature.injected)
        return self.function.callable, signature.is_async, signature.may_wait, injected, self.result.write

    @cached_property
    def member(self) -> bytes:
        """How a bundle's object starts the member of this query."""
        return b'"%b":' % self.name.encode()

    @cached_property
    def argument_names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.signature.arguments)

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """What the arguments are that a client leaves out."""
        return {each.name: each.default for each in self.signature.arguments if not each.required}

    @cached_property
    def sealed(self) -> frozenset[str] | None:
        """The headers that it may read, where its answers are everybody's; None where it may read its whole request."""
        cache = self.function.cache
        return frozenset(cache.headers) if cache is not None and cache.scope == "public" else None

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset(each.name for each in self.signature.arguments if each.required)


@dataclass(frozen=True, eq=False)
class Context:
    """A named group of queries, and the union of their params; both sorted by name."""

    name: str
    queries: tuple[Compiled, ...]
    params: Mapping[str, Parameter]
    spelt_one_way: bool
    """Whether equal params always have equal JSON."""

    @cached_property
    def codec(self) -> ParamsCodec:
        return ParamsCodec(self.params.values())

    @cached_property
    def _is_uniform(self) -> bool:
        """Whether every query takes all params."""
        return all(len(query.argument_names) == len(self.params) for query in self.queries)

    def arguments(self, query: Compiled, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return those of the params that a query takes."""
        return values if self._is_uniform else {n: v for n, v in values.items() if n in query.argument_names}

    @cached_property
    def head(self) -> bytes:
        """How an instance of this context starts among fresh data."""
        return b'{"context":"%b","params":' % self.name.encode()


class Reached(NamedTuple):
    """A context that some targets of one call mean."""

    context: Context
    aims: tuple[tuple[int, tuple[Compiled, ...]], ...]
    """The places of these targets among all, and the queries that each of them means."""


def reached(
    name: str,
    targets: Sequence[DeclaredTarget | Target],
    functions: Mapping[str, Compiled],
    contexts: Mapping[str, Context],
) -> Reached | None:
    """Return what targets mean of the context of that name; None where there is no such context, or none means it."""
    context = contexts.get(name)
    if context is None:
        return None
    aims: list[tuple[int, tuple[Compiled, ...]]] = []
    for place, target in enumerate(targets):
        if target.kind == "all" or (target.kind == "context" and target.name == name):
            aims.append((place, context.queries))
        elif target.kind == "function" and functions[target.name].context == name:
            aims.append((place, (functions[target.name],)))
    return Reached(context, tuple(aims)) if aims else None
