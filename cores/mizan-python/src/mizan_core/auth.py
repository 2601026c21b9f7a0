"""Who may call a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from .errors import Forbidden, Unauthenticated


class User(Protocol):
    """What Mizan asks of the object a backend calls the user."""

    @property
    def is_authenticated(self) -> bool: ...


class Caller(Protocol):
    """Who calls, as the backend knows it. Read afresh at each use, since a login changes it."""

    @property
    def user(self) -> Any:
        """The user, or None for nobody."""
        ...

    @property
    def request(self) -> Any:
        """The framework's own request, built when first asked for."""
        ...


Predicate: TypeAlias = Callable[[Any], Any]
Rule: TypeAlias = bool | Literal["staff", "superuser"] | Predicate | None
Requirement: TypeAlias = Literal["public", "authenticated", "staff", "superuser", "custom"]

_REQUIREMENTS: dict[Any, Requirement] = {
    None: "public",
    False: "public",
    True: "authenticated",
    "staff": "staff",
    "superuser": "superuser",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """One `auth=` rule, compiled. A predicate is run by the driver, since it may be async or block."""

    requirement: Requirement
    predicate: Predicate | None = None

    def check(self, user: Any) -> None:
        """Let the user pass or raise.

        Raises:
            Unauthenticated: nobody is signed in.
            Forbidden: somebody is, and that is not enough.
        """
        if self.requirement == "public" or self.predicate is not None:
            return
        if user is None or not user.is_authenticated:
            raise Unauthenticated
        if self.requirement == "staff" and not is_staff(user):
            raise Forbidden
        if self.requirement == "superuser" and not is_superuser(user):
            raise Forbidden


_GUARDS = {requirement: Guard(requirement) for requirement in _REQUIREMENTS.values()}


def is_authenticated(user: Any) -> bool:
    return user is not None and bool(user.is_authenticated)


def is_staff(user: Any) -> bool:
    return bool(getattr(user, "is_staff", False))


def is_superuser(user: Any) -> bool:
    return bool(getattr(user, "is_superuser", False))


_IDENTIFYING = ("pk", "id", "sub", "username", "email")


def identity_of(user: Any) -> str:
    """Return what tells this user from all others, the same for as long as there are both; an empty text for nobody.

    Raises:
        TypeError: nothing does.
    """
    if not is_authenticated(user):
        return ""
    for name in _IDENTIFYING:
        value = getattr(user, name, None)
        if value is not None:
            return f"{name}:{value}"
    raise TypeError(f"Nothing tells users apart: give {type(user).__name__} one of {', '.join(_IDENTIFYING)}.")


def audience_of(user: Any) -> str | None:
    """Return who may hear of what this user may read: `identity_of` him, or None where nothing tells users apart."""
    try:
        return identity_of(user)
    except TypeError:
        return None


def refusal(user: Any) -> Unauthenticated | Forbidden:
    """Return what a failed predicate means for this user."""
    return Forbidden() if is_authenticated(user) else Unauthenticated()


def compile_rule(rule: Rule) -> Guard | None:
    """Return the guard of a rule, or None when it is no rule."""
    if callable(rule):
        return Guard("custom", rule)
    requirement = _REQUIREMENTS.get(rule) if isinstance(rule, bool | str | None) else None  # pyright: ignore[reportUnnecessaryIsInstance]  # users' input
    return None if requirement is None else _GUARDS[requirement]


def is_lambda(rule: Rule) -> bool:
    return inspect.isfunction(rule) and rule.__name__ == "<lambda>"
