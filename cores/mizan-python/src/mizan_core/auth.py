"""Who may call a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal, Protocol, TypeAlias

from .errors import Forbidden, Unauthenticated
from .secrets import encode

IdentitySource: TypeAlias = Literal["session", "mwt"]
"""What says who calls: the framework's own session, or a Mizan Web Token."""


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

    def header(self, name: str, /) -> str | None:
        """Return a header of the request by its lower-case name, None where it is absent."""
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


def identity_sources(identity: str | Iterable[str], *, tokens: bool) -> frozenset[str]:
    """Return what says who calls, of a setting: "session", "mwt", or both; `tokens` tells whether these are set up.

    Raises:
        ValueError: it is something else, or tokens are set up in one place only.
    """
    sources = frozenset([identity] if isinstance(identity, str) else identity)
    if not sources or not sources <= {"session", "mwt"}:
        raise ValueError(f'identity is {identity!r}. Use "session", "mwt", or ("session", "mwt").')
    if "mwt" in sources and not tokens:
        raise ValueError(
            'identity names "mwt", but there are no tokens. Set tokens to Tokens(keys=…, issuer=…, audience=…).'
        )
    if tokens and "mwt" not in sources:
        raise ValueError('There are tokens, but identity does not name "mwt". Set it to "mwt" or ("session", "mwt").')
    return sources


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


def session_hash(session: str | None) -> str:
    """Return what tells a session from all others without giving it away; an empty text for none."""
    return encode(sha256(b"mizan.session.v1\x00" + session.encode()).digest()[:16]) if session else ""


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
