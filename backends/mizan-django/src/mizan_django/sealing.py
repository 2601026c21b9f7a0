"""The request of a query whose answers are everybody's: what differs from caller to caller cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from django.http import HttpRequest
from django.http.request import HttpHeaders
from mizan_core.cache.sealing import refuse, refuse_header
from mizan_core.compiled import Compiled

_OF_ALL = frozenset(
    {"PATH_INFO", "QUERY_STRING", "REQUEST_METHOD", "SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL"}
)
"""What META holds that is no caller's own."""


class SealedRequest(HttpRequest):
    """A request without its caller."""

    def __init__(self, query: Compiled, request: HttpRequest) -> None:
        super().__init__()
        allowed = query.sealed or frozenset()
        self.__dict__["_sealed"] = query.name
        self.method, self.path, self.path_info, self.GET = request.method, request.path, request.path_info, request.GET
        self.META = _SealedMeta(query.name, allowed, request.META)
        self.COOKIES = _SealedCookies(query.name)
        self.__dict__["headers"] = _SealedHeaders(query.name, allowed, self.META)

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse what middleware has set, the user and the session included."""
        if name.startswith("_"):
            raise AttributeError(name)
        refuse(self.__dict__["_sealed"], f"request.{name}")


class _SealedMeta(dict[str, Any]):
    def __init__(self, query: str, allowed: frozenset[str], meta: dict[str, Any]) -> None:
        names = {f"HTTP_{each.upper().replace('-', '_')}" for each in allowed}
        super().__init__({name: value for name, value in meta.items() if name in names or name in _OF_ALL})
        self._query = query
        self._known = names | _OF_ALL

    def __getitem__(self, name: str) -> Any:
        self._check(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._check(name)
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._check(name)
        return super().get(name, default)

    def _check(self, name: Any) -> None:
        if name in self._known:
            return
        if name.startswith("HTTP_"):
            refuse_header(self._query, name.removeprefix("HTTP_").replace("_", "-").lower())
        refuse(self._query, f"META[{name!r}]")


class _SealedHeaders(HttpHeaders):
    def __init__(self, query: str, allowed: frozenset[str], meta: dict[str, Any]) -> None:
        super().__init__(meta)
        self._query = query
        self._allowed = allowed

    def __getitem__(self, name: str) -> str:
        if name.replace("_", "-").lower() not in self._allowed:
            refuse_header(self._query, name.replace("_", "-").lower())
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None


class _SealedCookies(dict[str, str]):
    """No cookies: whoever looks for one is told why."""

    def __init__(self, query: str) -> None:
        super().__init__()
        self._query = query

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ARG002  # a dict's own signature
        refuse(self._query, f"the cookie {name!r}")

    def __getitem__(self, name: str) -> str:
        refuse(self._query, f"the cookie {name!r}")

    def __contains__(self, name: object) -> bool:
        refuse(self._query, f"the cookie {name!r}")

    def __iter__(self) -> Iterator[str]:
        refuse(self._query, "the cookies")
