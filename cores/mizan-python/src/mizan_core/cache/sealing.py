"""What a query may not read whose answers are everybody's: all that tells one request from another."""

from __future__ import annotations

from typing import NoReturn


class SealedError(RuntimeError):
    """A query with `scope="public"` has read what differs from caller to caller. Nothing of it reaches anybody."""


def refuse(query: str, what: str, remedy: str = "") -> NoReturn:
    """Tell the author of a query that it has read something of its caller, and what to do.

    Raises:
        SealedError: always.
    """
    raise SealedError(
        f"The query {query} reads {what} of its request, although its answers are shared by everybody "
        f'(scope="public"). {remedy or "Let it take an argument instead"}, or choose a scope that is narrower.'
    )


def refuse_header(query: str, name: str) -> NoReturn:
    """Do the same for a header.

    Raises:
        SealedError: always.
    """
    refuse(query, f"the header {name!r}", f"Name it in its declaration, Cache(…, vary=[{name!r}])")
