"""What a registered function, and a context, is after all checks: all that serving needs to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from .auth import Guard
from .client.function import Function
from .client.targets import DeclaredTarget
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
    def running(self) -> tuple[Callable[..., Any], bool, bool, tuple[str, ...]]:
        """What a run needs: the function, whether it is async, whether it may wait, what the server fills in."""
        signature = self.signature
        injected = tuple(each.name for each in signature.injected)
        return self.function.callable, signature.is_async, signature.may_wait, injected

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
    def targets_differ(self) -> bool:
        """Whether no two targets of one call can be the same."""
        return len({(each.kind, each.name) for each in self.targets}) == len(self.targets)

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
