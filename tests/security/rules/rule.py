"""What a rule is: a question to a server, whose answer is what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..target import Target
from ..transports import ALL, Transport

Check = Callable[[Target, Transport], Iterable[str]]
CheckOfServer = Callable[[Target], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `transports` names the ways that it is about; none where it is about the server as such."""

    name: str
    transports: tuple[str, ...]
    check: Callable[[Target, str | None], Iterable[str]]

    def is_broken_by(self, target: Target, transport: str | None) -> bool:
        """Tell whether a server breaks the rule, as soon as that is known."""
        with target.watched() as seen:
            return any(True for _ in self._found(target, transport)) or bool(seen)

    def faults(self, target: Target, transport: str | None) -> list[str]:
        """Return where a server breaks the rule, and whatever else no answer may be."""
        with target.watched() as seen:
            return [*self._found(target, transport), *seen]

    def _found(self, target: Target, transport: str | None) -> Iterator[str]:
        try:
            yield from self.check(target, transport)
        except (ConnectionError, TimeoutError) as error:
            yield f"no answer at all: {error!r}"
        except (ValueError, KeyError, StopIteration) as error:
            yield f"no envelope: {error!r}"


RULES: dict[str, Rule] = {}


def rule(*transports: str) -> Callable[[Check], Check]:
    """Register a rule about some ways to a function, or about all of them."""

    def register(check: Check) -> Check:
        def checked(target: Target, transport: str | None) -> Iterable[str]:
            assert transport is not None
            return check(target, target.transport(transport))

        name = check.__name__.replace("_", "-")
        RULES[name] = Rule(name, transports or ALL, checked)
        return check

    return register


def rule_of_servers(check: CheckOfServer) -> CheckOfServer:
    """Register a rule that knows no ways."""
    name = check.__name__.replace("_", "-")
    RULES[name] = Rule(name, (), lambda target, _: check(target))
    return check


def unless(holds: bool, message: str) -> Iterator[str]:
    """Yield the message unless something holds."""
    if not holds:
        yield message
