"""What tokens are set to: keys, names, and the application's hooks."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .mwt import LIFE, LONGEST_LIFE, Claims
from .permissions import PermissionList
from .sources import Keys


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tokens:
    """How tokens are made, and which ones are believed.

    Attributes:
        keys: the file that `python -m mizan_core keys new` made, `SigningKeys`, or `RemoteKeys` where another server's
            tokens are verified and none are made.
        issuer: who makes them, exactly: the origin of this server, say.
        audience: whom they are for, exactly.
        life: seconds, at most 900.
        load_user: returns the user of a token's claims, None for nobody; Django's own users need none. He is asked for
            at every request, and must be whom `claims.sub` names: `mizan_core.auth.identity_of` says how. On FastAPI
            it may be async.
        permission_version: returns a number of a user. While it is another one than when a token was made, this server
            does not believe it: let it change with his password, his roles, and when he signs out everywhere. Asked at
            every request, as `load_user` is, so it should read what that has loaded.
        session_of: returns the id of a request's session, of which tokens hold a hash.
        tenant_of: returns the tenant of a user.
        permissions: names, in the order in which their bits stand in tokens.
        has_permission: tells whether a user has one of them; `user.has_perm(name)` unless given.
        now: the clock, in seconds since 1970.

    Raises:
        ValueError: a value that it cannot have.
    """

    keys: Keys | str | os.PathLike[str]
    issuer: str
    audience: str
    life: int = LIFE
    load_user: Callable[[Claims], Any] | None = None
    permission_version: Callable[[Any], int] | None = None
    session_of: Callable[[Any], str | None] | None = None
    tenant_of: Callable[[Any], str | None] | None = None
    permissions: Sequence[str] = ()
    has_permission: Callable[[Any, str], bool] | None = None
    now: Callable[[], float] = time.time

    def __post_init__(self) -> None:
        for name in ("issuer", "audience"):
            if not isinstance(getattr(self, name), str) or not getattr(self, name):
                raise ValueError(f"{name} of Tokens is {getattr(self, name)!r}. Use a text that is not empty.")
        if type(self.life) is not int or not 0 < self.life <= LONGEST_LIFE:
            raise ValueError(f"life of Tokens is {self.life!r}. Use 1 to {LONGEST_LIFE} seconds.")
        if isinstance(self.permissions, str):
            raise ValueError(f"permissions of Tokens takes a list: [{self.permissions!r}].")  # noqa: TRY004  # as the others
        PermissionList(self.permissions)
