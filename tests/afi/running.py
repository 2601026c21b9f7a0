"""Running one case: requests out, answers in, what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .cases import Case, Step
from .expectations import breaches, unmet
from .messages import request_of
from .wire import Answer, Request

Send = Callable[[Request], Answer]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request of a case, and the answer to it."""

    step: Step
    request: Request
    answer: Answer


def run(case: Case, send: Send) -> list[Exchange]:
    """Send every request of a case, one after the other."""
    exchanges: list[Exchange] = []
    kept: dict[str, str] = {}
    for each in case.steps():
        step = each.knowing(kept)
        request = request_of(step)
        answer = send(request)
        exchanges.append(Exchange(step, request, answer))
        kept |= {name: answer.cookies.get(cookie, "") for name, cookie in step.keep.items()}
    return exchanges


def faults(exchanges: Sequence[Exchange]) -> list[str]:
    """Return where the answers depart from the case, and from what holds for every answer."""
    answers = [each.answer for each in exchanges]
    found: list[str] = []
    for index, each in enumerate(exchanges):
        found += unmet(each.step.response, each.answer, answers[:index])
        found += breaches(each.request, each.answer)
    return found
