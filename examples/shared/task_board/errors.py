"""The task board's own errors."""

from __future__ import annotations

from mizan_core import MizanError

from .schemas import WipLimit


class WrongPassword(MizanError):
    """The name or the password is wrong."""

    code = "WRONG_PASSWORD"
    status = 401


class NoSuchPerson(MizanError):
    """Nobody has this login."""

    code = "NO_SUCH_PERSON"
    status = 404


class LastMember(MizanError):
    """Somebody has to stay on the board."""

    code = "LAST_MEMBER"
    status = 409


class NotAMember(MizanError):
    """A task can only be given to a member of its board."""

    code = "NOT_A_MEMBER"
    status = 409


class WipLimitReached(MizanError):
    """Too many tasks are in progress on this board."""

    code = "WIP_LIMIT_REACHED"
    status = 409
    details: WipLimit
