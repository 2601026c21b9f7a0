"""Who of a caller's wishes is allowed: the guards of several functions, asked together."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .auth import Caller, Guard, refusal
from .compiled import Compiled
from .errors import MizanError, observable
from .invocation import Invocation, Steps


def admit(function: Compiled, caller: Caller) -> Steps[None]:
    """Let the caller pass to one function that has a predicate, or raise.

    Raises:
        MizanError: why he may not call it.
    """
    refused = yield from ask([function], caller)
    if refused:
        raise refused[function.name]


def refusals(functions: Iterable[Compiled], caller: Caller) -> tuple[dict[str, MizanError], Collection[Compiled]]:
    """Return, by function name, why the caller may not call it; and those functions whose predicate is to be asked."""
    refused: dict[str, MizanError] = {}
    asked: dict[str, Compiled] = {}
    passed: Guard | None = None
    for each in functions:
        guard = each.guard
        if guard is passed:
            continue
        if guard.predicate is not None:
            asked[each.name] = each
            continue
        try:
            if guard.requirement != "public":
                guard.check(caller.user)
            passed = guard
        except MizanError as error:
            refused[each.name] = error
    return refused, asked.values()


def ask(functions: Collection[Compiled], caller: Caller) -> Steps[dict[str, MizanError]]:
    """Ask predicates; return, by function name, why the caller may not call it."""
    batch = tuple(Invocation.of_predicate(each.guard.predicate) for each in functions if each.guard.predicate)
    answers = yield batch
    refused: dict[str, MizanError] = {}
    for each, answer in zip(functions, answers, strict=True):
        if isinstance(answer, BaseException):
            refused[each.name] = observable(answer, each.name)
        elif not answer:
            refused[each.name] = refusal(caller.user)
    return refused
