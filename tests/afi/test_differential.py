"""Every backend against every other: requests that nobody thought of are answered alike, and by the protocol.

All is the same every time, unless `AFI_EXAMPLES` says how many requests to try: then they are others on every run, and
a failure tells how to have it again. Functions that keep state do so by a key, and no two examples use the same.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, note, settings

from .backends import BACKENDS, Running
from .cases import all_cases
from .comparison import EXCLUSIONS, Exclusion, differences
from .documents import exported
from .fuzzing import KEY, requests
from .matrix import kept
from .wire import Answer, Request, Wire

EXAMPLES = os.environ.get("AFI_EXAMPLES")
ANSWERED = {200, 400, 401, 403, 404, 405, 409, 415, 422, 500}
"""What the requests must lead to, if they are to prove anything."""

thorough = settings(
    max_examples=int(EXAMPLES or 1500),
    derandomize=EXAMPLES is None,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


@pytest.fixture(scope="module")
def wires(served: Callable[[str], Running]) -> Iterator[Mapping[str, Wire]]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(served(name).connect()) for name in BACKENDS}


def asked(request: Request, wires: Mapping[str, Wire]) -> dict[str, Answer]:
    """Send a request to every backend."""
    return {name: wire.send(request) for name, wire in wires.items()}


def own(requests: Iterable[Request]) -> list[Request]:
    """Return requests with a key of their own, of the same length."""
    key = secrets.token_hex(len(KEY) // 2)
    return [
        replace(each, target=each.target.replace(KEY, key), body=each.body.replace(KEY.encode(), key.encode()))
        for each in requests
    ]


def test_all_backends_answer_alike(wires: Mapping[str, Wire]) -> None:
    common = set.intersection(*({case.id for case in kept(name)} for name in BACKENDS))
    document = json.loads(exported(next(iter(BACKENDS))))
    seen: Counter[int] = Counter()

    @thorough
    @given(requests(document, [case for case in all_cases() if case.id in common]))
    def answers_alike(drawn: tuple[Request, ...]) -> None:
        for request in own(drawn):
            note(f"{request}\n\n{request.encode()!r}\n")

            answers = asked(request, wires)

            seen[next(iter(answers.values())).status] += 1
            assert list(differences(request, answers)) == []

    answers_alike()
    assert EXAMPLES is not None or seen.keys() >= ANSWERED


@pytest.mark.parametrize("exclusion", EXCLUSIONS, ids=lambda each: each.reason)
def test_what_is_excluded_is_really_different(exclusion: Exclusion, wires: Mapping[str, Wire]) -> None:
    answers = asked(exclusion.example, wires)

    assert exclusion.applies(exclusion.example)
    assert list(differences(exclusion.example, answers)) == []
    for name in exclusion.backends:
        others = {each: answers[each] for each in answers if each not in exclusion.backends}
        assert list(differences(exclusion.example, {**others, name: answers[name]}, ())) != []


REQUEST = Request("POST", "/api/mizan/call/ping", (), b"")
HEADERS = (
    ("content-type", "application/json"),
    ("mizan-protocol", "1"),
    ("cache-control", "private, no-store"),
    ("x-content-type-options", "nosniff"),
    ("vary", "Cookie, Authorization"),
)
REFUSED = b'{"error":{"code":"CSRF_FAILED","message":"So.","details":{"origin":null,"expected":[]}}}'
CRASHED = b'{"error":{"code":"INTERNAL_ERROR","message":"So.","details":{"id":"0123456789abcdef"}}}'


@pytest.mark.parametrize(
    "other",
    [
        Answer(404, HEADERS, REFUSED),
        Answer(403, HEADERS, REFUSED.replace(b"null", b'"null"')),
        Answer(403, HEADERS, REFUSED.replace(b"CSRF_FAILED", b"FORBIDDEN")),
        Answer(403, HEADERS, REFUSED + b" "),
        Answer(403, HEADERS[1:], REFUSED),
        Answer(403, (*HEADERS, ("allow", "GET")), REFUSED),
        Answer(403, (*HEADERS, ("vary", "Origin")), REFUSED),
    ],
    ids=["status", "details", "code", "blank", "no header", "another header", "vary"],
)
def test_the_comparison_sees_what_differs(other: Answer) -> None:
    assert list(differences(REQUEST, {"one": Answer(403, HEADERS, REFUSED), "other": other})) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Answer(403, HEADERS, REFUSED), Answer(403, HEADERS, REFUSED)),
        (Answer(403, HEADERS, REFUSED), Answer(403, HEADERS, REFUSED.replace(b"So.", b'A \\"better\\" reason.'))),
        (Answer(500, HEADERS, CRASHED), Answer(500, HEADERS, CRASHED.replace(b"cdef", b"0000"))),
        (Answer(403, HEADERS, REFUSED), Answer(403, (("vary", "authorization,cookie"), *HEADERS[:4]), REFUSED)),
        (Answer(403, HEADERS, REFUSED), Answer(403, (*HEADERS, ("server", "x"), ("set-cookie", "x=y")), REFUSED)),
    ],
    ids=["nothing", "reason", "id", "order", "further headers"],
)
def test_the_comparison_passes_over_what_may_differ(one: Answer, other: Answer) -> None:
    assert list(differences(REQUEST, {"one": one, "other": other})) == []
