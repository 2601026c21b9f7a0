"""The state of a tag: its generation and who holds it, in the one spelling that every store keeps.

`1767225600000000.9f86d081884c7d65`, behind which come holds: ` token:until`. The number grows with every mutation, and
is not behind the clock then. The birth is random, made when a store first hears of a tag or has forgotten it: a
generation that was forgotten cannot come back, whatever clocks do.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from .store import SKEW


def created(now: int) -> str:
    """Return the state of a tag that the store does not know."""
    return f"{now}.{birth()}"


def birth() -> str:
    return secrets.token_hex(8)


def begun(state: str | None, token: str, now: int, until: int) -> str:
    """Return the next generation, held until a time as well."""
    return f"{ended(state, token, now)} {token}:{until}"


def ended(state: str | None, token: str, now: int) -> str:
    """Return the next generation, held by all but this one and those whose time is over."""
    if state is None:
        return created(now)
    head, *holds = state.split(" ")
    number, _, born = head.partition(".")
    return " ".join([f"{max(now, int(number) + 1)}.{born}", *_live(holds, now, but=token)])


def hold_until(now: int, hold: float) -> int:
    """Return when a hold is over for every clock."""
    return now + int(hold * 1_000_000) + SKEW


def vector(states: Sequence[str], now: int) -> tuple[str, bool]:
    """Return the generations that states have, and whether one of them is held."""
    joined = ",".join(states)
    if " " not in joined:
        return joined, False
    parts = [state.split(" ") for state in states]
    return ",".join(head for head, *_ in parts), any(_live(holds, now) for _, *holds in parts)


def numbers(snapshot: str) -> list[int]:
    """Return the numbers of a vector, in the order of its tags."""
    return [number(each) for each in snapshot.split(",")] if snapshot else []


def number(state: str) -> int:
    return int(state.partition(".")[0])


def is_held(state: str, now: int) -> bool:
    return bool(_live(state.split(" ")[1:], now))


def _live(holds: Iterable[str], now: int, but: str = "") -> list[str]:
    each = (hold.partition(":") for hold in holds)
    return [f"{token}:{until}" for token, _, until in each if token != but and int(until) > now]
