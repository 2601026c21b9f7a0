"""The request of a query whose answers are everybody's: what differs from caller to caller cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from mizan_core.cache.sealing import refuse, refuse_header
from mizan_core.compiled import Compiled
from starlette.datastructures import URL, Headers, State
from starlette.requests import Request
from starlette.types import Receive, Scope

_CALLERS_OWN = ("auth", "client", "extensions", "path_params", "session", "state", "user")
"""What a scope holds of its caller, beside headers."""


class SealedRequest(Request):
    """A request without its caller. Dependencies of the query are given it too."""

    def __init__(self, query: Compiled, scope: Scope, receive: Receive) -> None:
        allowed = query.sealed or frozenset()
        own = {name: value for name, value in scope.items() if name not in _CALLERS_OWN}
        own["headers"] = [each for each in scope["headers"] if each[0].decode("latin-1") in allowed]
        super().__init__(own, receive)
        self._query = query.name
        self._allowed = allowed
        self._headers = _SealedHeaders(query.name, allowed, own["headers"])
        self._state = _SealedState(query.name)

    @property
    def cookies(self) -> Any:
        return _SealedCookies(self._query)

    @property
    def url(self) -> URL:
        self._check_host()
        return super().url

    @property
    def base_url(self) -> URL:
        self._check_host()
        return super().base_url

    @property
    def client(self) -> NoReturn:
        refuse(self._query, "the address")

    @property
    def session(self) -> NoReturn:
        refuse(self._query, "the session")

    @property
    def user(self) -> NoReturn:
        refuse(self._query, "the user")

    @property
    def auth(self) -> NoReturn:
        refuse(self._query, "what authenticates the caller")

    def _check_host(self) -> None:
        if "host" not in self._allowed:
            refuse_header(self._query, "host")


class _SealedHeaders(Headers):
    def __init__(self, query: str, allowed: frozenset[str], raw: list[tuple[bytes, bytes]]) -> None:
        super().__init__(raw=raw)
        self._query = query
        self._allowed = allowed

    def __getitem__(self, key: str) -> str:
        self._check(key)
        return super().__getitem__(key)

    def __contains__(self, key: Any) -> bool:
        self._check(key)
        return super().__contains__(key)

    def getlist(self, key: str) -> list[str]:
        self._check(key)
        return super().getlist(key)

    def _check(self, key: str) -> None:
        if key.lower() not in self._allowed:
            refuse_header(self._query, key.lower())


class _SealedCookies(dict[str, str]):
    """No cookies: whoever looks for one is told why."""

    def __init__(self, query: str) -> None:
        super().__init__()
        self._query = query

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002  # a dict's own signature
        refuse(self._query, f"the cookie {key!r}")

    def __getitem__(self, key: str) -> str:
        refuse(self._query, f"the cookie {key!r}")

    def __contains__(self, key: object) -> bool:
        refuse(self._query, f"the cookie {key!r}")

    def __iter__(self) -> Iterator[str]:
        refuse(self._query, "the cookies")


class _SealedState(State):
    """What dependencies of the query put into `request.state`, and nothing of what middleware has."""

    def __init__(self, query: str) -> None:
        super().__init__()
        self.__dict__["_query"] = query

    def __getattr__(self, key: Any) -> Any:
        if key not in self._state:
            self._refuse(key)
        return self._state[key]

    def _refuse(self, key: str) -> NoReturn:
        refuse(self.__dict__["_query"], f"state.{key}", "What belongs to all requests may be in request.app.state")
