"""Who of a caller's wishes is allowed: the guards of several functions, asked together."""

from __future__ import annotations

from collections.abc import Iterable

from .auth import Caller, refusal
from .compiled import Compiled
from .errors import MizanError, observable
from .invocation import Invocation, Steps


def admit(function: Compiled, caller: Caller) -> Steps[None]:
    """Let the caller pass to one function or raise.

    Raises:
        MizanError: why he may not call it.
    """
    if function.guard.predicate is None:
        function.guard.check(caller.user)
        return
    refused = yield from _ask([function], caller)
    if refused:
        raise refused[function.name]


def refusals(functions: Iterable[Compiled], caller: Caller) -> Steps[dict[str, MizanError]]:
    """Return, by function name, why the caller may not call it; nothing for those he may."""
    refused: dict[str, MizanError] = {}
    asked: list[Compiled] = []
    user = caller.user
    for each in functions:
        if each.guard.requirement == "custom":
            asked.append(each)
        elif each.guard.requirement != "public":
            try:
                each.guard.check(user)
            except MizanError as error:
                refused[each.name] = error
    if asked:
        refused |= yield from _ask(asked, caller)
    return refused


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
