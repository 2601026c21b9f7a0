"""Who of a caller's wishes is allowed: the guards of several functions, asked together."""

from __future__ import annotations

from collections.abc import Iterable

from .auth import Caller, Requirement, refusal
from .compiled import Compiled
from .errors import MizanError, observable
from .invocation import Invocation, Steps


def admit(function: Compiled, caller: Caller) -> Steps[None]:
    """Let the caller pass to one function that has a predicate, or raise.

    Raises:
        MizanError: why he may not call it.
    """
    refused = yield from _ask([function], caller)
    if refused:
        raise refused[function.name]


def refusals(functions: Iterable[Compiled], caller: Caller) -> Steps[dict[str, MizanError]]:
    """Return, by function name, why the caller may not call it; nothing for those he may."""
    refused: dict[str, MizanError] = {}
    asked: list[Compiled] = []
    verdicts: dict[Requirement, MizanError | None] = {"public": None}
    for each in functions:
        requirement = each.guard.requirement
        if requirement == "custom":
            asked.append(each)
            continue
        if requirement not in verdicts:
            verdicts[requirement] = _verdict(each, caller)
        verdict = verdicts[requirement]
        if verdict is not None:
            refused[each.name] = verdict
    if asked:
        refused |= yield from _ask(asked, caller)
    return refused


def _verdict(function: Compiled, caller: Caller) -> MizanError | None:
    try:
        function.guard.check(caller.user)
    except MizanError as error:
        return error
    return None


def _ask(functions: list[Compiled], caller: Caller) -> Steps[dict[str, MizanError]]:
    batch = tuple(Invocation.of_predicate(each.guard.predicate) for each in functions if each.guard.predicate)
    answers = yield batch
    refused: dict[str, MizanError] = {}
    for each, answer in zip(functions, answers, strict=True):
        if isinstance(answer, BaseException):
            refused[each.name] = observable(answer, each.name)
        elif not answer:
            refused[each.name] = refusal(caller.user)
    return refused
