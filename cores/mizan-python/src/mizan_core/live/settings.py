"""What live is set to: where the log is kept, and its limits."""

from __future__ import annotations

import os
from dataclasses import dataclass

VARIABLE = "MIZAN_LIVE"
SECRET_VARIABLE = "MIZAN_SECRET"
SCHEMES = ("redis://", "rediss://", "unix://")


@dataclass(frozen=True, slots=True)
class Live:
    """How others' writes reach those who look at what they changed.

    Attributes:
        url: "memory" for a single process; `redis://…`, `rediss://…` or `unix://…` for several.
        connections: how many streams one user may have open in a process; those who are not signed in are told apart
            by their address.
        watches: how many instances one connection may watch.
        pending: how many events wait for a connection that reads slowly, before they become one that says "everything".
        history: how many different targets are remembered for those who were away.
        heartbeat: seconds between signs of life on a quiet stream.
        lifetime: seconds after which a stream ends, more or less a tenth, and its client comes back.
        stream: the name of the log in Redis; one application, one name.

    Raises:
        ValueError: a value that it cannot have.
    """

    url: str
    connections: int = 20
    watches: int = 1000
    pending: int = 256
    history: int = 10_000
    heartbeat: float = 15.0
    lifetime: float = 3600.0
    stream: str = "mizan:live"

    def __post_init__(self) -> None:
        if self.url != "memory" and not self.url.startswith(SCHEMES):
            raise ValueError(f'Live is set to {self.url!r}. Use "memory", or a URL that starts with redis://.')
        for name in ("connections", "watches", "pending", "history", "heartbeat", "lifetime"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} of Live is {getattr(self, name)!r}. Use a number above 0.")

    @property
    def is_shared(self) -> bool:
        """Whether several processes share the log."""
        return self.url != "memory"

    @property
    def shown(self) -> str:
        """How it is shown in messages, without the password that its URL may hold."""
        return f"live={self.url.partition('://')[0]}" + ("://…" if self.is_shared else "")


def chosen(live: Live | str | None) -> Live | None:
    """Return what was chosen: settings, a URL, or None for what the variable MIZAN_LIVE says; "" is off.

    Raises:
        ValueError: it is no setting for live.
    """
    if live is None:
        live = os.environ.get(VARIABLE, "")
    if isinstance(live, str):
        return Live(live) if live else None
    return live
